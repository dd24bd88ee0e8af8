package dev.diptych.contrastive.embed.crew;

/** A crew that a module brings; found by {@link java.util.ServiceLoader} where it is on the class path. */
public interface PartitionCrewProvider {
    /**
     * Calls it.
     *
     * @param master which cluster, in the words of its kind
     * @param threads that a partition is made with
     * @throws RuntimeException with a line that says why there is none
     */
    PartitionCrew call(String master, int threads);
}
