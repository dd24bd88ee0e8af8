package dev.diptych.contrastive.embed.crew;

import dev.diptych.contrastive.embed.EmbedException;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.EmbeddingJob;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.contrastive.embed.input.TextLines;
import dev.diptych.file.place.Locations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * Embeddings of images or of texts.
 *
 * @param kind of the input
 * @param files a folder of pictures, or shards, or a file of texts; absolute
 * @param captions whether the images' captions are embedded too
 * @param besideImages whether the texts' files lie beside those of images
 * @param followLinks whether links below a folder of pictures are followed
 * @param partitionRows of a folder of pictures, or of texts
 * @param stamp of the input as the caller sees it
 * @param readAhead samples that are embedded at a time
 */
public record EmbedWork(
        ModelSource model,
        Kind kind,
        List<String> files,
        boolean captions,
        boolean besideImages,
        boolean followLinks,
        int partitionRows,
        String stamp,
        NpyType type,
        int readAhead)
        implements PartitionWork {
    private static final long serialVersionUID = 1L;

    /** What is embedded. */
    public enum Kind {
        PICTURES,
        SHARDS,
        TEXTS
    }

    public EmbedWork {
        files = List.copyOf(files);
    }

    @Override
    public MadePartition make(Embedder embedder, int partition, Path folder) throws IOException, InterruptedException {
        boolean ofTexts = kind == Kind.TEXTS;
        EmbedInput opened = switch (kind) {
            case PICTURES -> EmbedInput.images(files.get(0), partitionRows, followLinks);
            case SHARDS -> EmbedInput.shards(files.stream().map(Locations::path).toList());
            case TEXTS -> TextLines.open(Locations.path(files.get(0)), partitionRows);
        };
        if (!opened.stamp().equals(stamp)) {
            throw new EmbedException(
                    files.get(0), "other files than the driver sees, expected the same on every machine");
        }
        EmbeddingJob.Options options = new EmbeddingJob.Options(type, readAhead, false, new TreeMap<>());
        EmbeddingJob job = ofTexts
                ? new EmbeddingJob(null, false, opened, folder, options)
                : new EmbeddingJob(opened, captions, null, folder, options);
        return job.make(embedder, besideImages, partition);
    }
}
