package dev.diptych.contrastive.embed.input;

import dev.diptych.file.place.Locations;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What is embedded, in partitions, each of which becomes a file. */
public sealed interface EmbedInput permits PictureFolder, ShardInput, TextLines {
    /**
     * Opens a folder of pictures, or what {@code ShardList} takes.
     *
     * @param followLinks whether links below a folder of pictures are followed
     */
    static EmbedInput images(String spec, int partitionRows, boolean followLinks) {
        Path path = Locations.path(spec);
        return Files.isDirectory(path) && !ShardList.areIn(path)
                ? PictureFolder.open(spec, partitionRows, followLinks)
                : ShardInput.open(spec);
    }

    /** Shards that are listed already. */
    static EmbedInput shards(List<Path> shards) {
        return new ShardInput(shards);
    }

    /** How many files there will be, at least 1. */
    int partitions();

    /** A hash of the names, sizes and times of the files that are read. */
    String stamp();

    /** Hands over the samples of a partition, in order. */
    void read(int partition, Consumer<EmbedSample> samples);

    /** Whether the first sample with an image, and no broken captions or metadata alone, has a caption. */
    default boolean startsWithCaption() {
        try {
            for (int partition = 0; partition < partitions(); partition++) {
                read(partition, sample -> {
                    if (sample.sample().image().isEmpty()) {
                        return;
                    }
                    SampleReading reading = SampleReading.of(sample.sample());
                    if (!reading.metadata().captions().isEmpty()
                            || reading.problems().isEmpty()) {
                        throw new Found(!reading.metadata().captions().isEmpty());
                    }
                });
            }
            return false;
        } catch (Found found) {
            return found.caption;
        }
    }

    /** Ends a reading at the first image. */
    final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean caption;

        private Found(boolean caption) {
            super(null, null, false, false);
            this.caption = caption;
        }
    }
}
