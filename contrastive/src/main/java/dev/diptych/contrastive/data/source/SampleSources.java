package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.ShardList;
import java.util.function.Consumer;

/** Opens what a text names. */
public final class SampleSources {
    private SampleSources() {}

    /**
     * Opens the samples of shards.
     *
     * @param spec as {@link ShardList#expand} takes it
     * @param damaged is told each damage of a shard; its samples before that are taken
     * @throws IngestException if a shard is missing
     * @throws IllegalArgumentException if there is no sample
     */
    public static Samples open(String spec, Consumer<IngestException> damaged) {
        Samples samples = ShardSamples.open(ShardList.expand(spec), damaged);
        if (samples.size() == 0) {
            throw new IllegalArgumentException("read samples: " + spec + ": no image with a caption in "
                    + samples.leftOut().size() + " samples, expected one");
        }
        return samples;
    }
}
