package dev.diptych.contrastive.embed.crew;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Processes that make partitions. */
public interface PartitionCrew extends AutoCloseable {
    /**
     * Has partitions made.
     *
     * @param output the folder of the files, which every process sees; each partition is made in a folder of its own below it
     * @param each takes them, on the calling thread, in their order
     */
    void make(PartitionWork work, List<Integer> partitions, Path output, Taker each)
            throws IOException, InterruptedException;

    /** Leaves: nothing is written any more when it returns. */
    @Override
    void close();

    /** Takes what was made. */
    @FunctionalInterface
    interface Taker {
        /** @param folder of the partition's files, which are whole and forced */
        void take(MadePartition made, Path folder) throws IOException;
    }
}
