package dev.diptych.ingest.pipeline.write;

import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Where kept images go: the shards of each split, one after the other. For one thread. */
public interface Shards extends Closeable {
    /**
     * Returns to what was synced.
     *
     * @param next where the split's next sample goes
     * @param marks what {@link #sync} put in
     * @return whether the samples of its shard that come before are there; else they are added once more
     */
    boolean resume(Place next, Map<String, Long> marks);

    /** Adds a sample, in a new shard where its place says so. */
    void add(Place place, Kept kept) throws IOException;

    /**
     * Ends a split's open shard, if there is one.
     *
     * @param stats the contents of its {@code _stats.json}
     */
    void publish(int split, byte[] stats) throws IOException;

    /** Hands everything to the disk, and notes how far each open shard is. */
    void sync(Map<String, Long> marks) throws IOException;

    /** Does a step as soon as all shards that were published before have their names, and after earlier such steps. */
    void whenPublished(Step step) throws IOException;

    /** Waits until all shards that were published have their names, and all steps are done. */
    void await() throws IOException;

    /** Something that is done to the folder. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }
}
