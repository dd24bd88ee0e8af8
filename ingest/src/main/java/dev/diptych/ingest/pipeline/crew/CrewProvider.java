package dev.diptych.ingest.pipeline.crew;

/** A crew of other processes that a module brings; found by {@link java.util.ServiceLoader} where it is on the class path. */
public interface CrewProvider {
    /**
     * Calls it.
     *
     * @param master which cluster, in the words of its kind
     * @throws RuntimeException with a line that says why there is none
     */
    Crew call(String master);
}
