package dev.diptych.ingest.pipeline;

/** Is told how far a run is, after each image and at the end, on the thread that runs the ingest; so it should be quick. */
@FunctionalInterface
public interface IngestProgress {
    /** Tells nobody. */
    IngestProgress NONE = at -> {};

    /** Takes note of how far the run is. */
    void update(At at);

    /** Takes note of a line that is worth saying, once all is read. */
    default void note(String line) {
        // Only who shows lines needs it.
    }

    /**
     * How far a run is.
     *
     * @param done images that are kept or dropped
     * @param dropped those of them that are dropped
     * @param fraction how much of all sources has been read, from 0 to 1; the number of images is not known before
     */
    record At(long done, long dropped, double fraction) {}
}
