package dev.diptych.contrastive.embed.crew;

import dev.diptych.contrastive.embed.Embedder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/** All that a process needs to know to make a partition. */
public interface PartitionWork extends Serializable {
    ModelSource model();

    /**
     * Makes a partition's files.
     *
     * @param embedder of {@link #model}
     * @param folder an empty one
     * @throws dev.diptych.contrastive.embed.EmbedException if this process sees other inputs than the caller
     */
    MadePartition make(Embedder embedder, int partition, Path folder) throws IOException, InterruptedException;
}
