package dev.diptych.contrastive.embed;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** What is embedded, in partitions, each of which becomes a file. */
public sealed interface EmbedInput permits PictureFolder, ShardInput, TextLines {
    /**
     * Opens a folder of pictures, or what {@code ShardList} takes.
     *
     * @param followLinks whether links below a folder of pictures are followed
     */
    static EmbedInput images(String spec, int partitionRows, boolean followLinks) {
        Path path = Path.of(spec);
        return Files.isDirectory(path) && !ShardList.areIn(path)
                ? PictureFolder.open(spec, partitionRows, followLinks)
                : ShardInput.open(spec);
    }

    /** How many files there will be, at least 1. */
    int partitions();

    /** A hash of the names, sizes and times of the files that are read. */
    String stamp();

    /** Hands over the samples of a partition, in order. */
    void read(int partition, Consumer<EmbedSample> samples);

    /** Whether the first sample with an image, and no broken metadata, has a caption. */
    default boolean startsWithCaption() {
        try {
            for (int partition = 0; partition < partitions(); partition++) {
                read(partition, sample -> {
                    if (sample.image() == null) {
                        return;
                    }
                    boolean captioned;
                    try {
                        captioned = caption(sample).isPresent();
                    } catch (IngestException e) {
                        return; // left out, and listed, when it is its turn
                    }
                    throw new Found(captioned);
                });
            }
            return false;
        } catch (Found found) {
            return found.caption;
        }
    }

    /**
     * A sample's caption, as evaluation reads it: all its captions in one line.
     *
     * @throws IngestException if its {@code json} is none
     */
    static Optional<String> caption(EmbedSample sample) {
        SampleMetadata metadata = SampleMetadata.of(new Sample(sample.key(), sample.beside()));
        return metadata.captions().isEmpty() ? Optional.empty() : Optional.of(metadata.caption());
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
