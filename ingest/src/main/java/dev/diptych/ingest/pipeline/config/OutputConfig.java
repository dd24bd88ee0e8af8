package dev.diptych.ingest.pipeline.config;

import dev.diptych.ingest.duplicate.Dedup;
import dev.diptych.ingest.duplicate.SeenImages;
import dev.diptych.ingest.output.OutputFormat;
import dev.diptych.ingest.shard.FileHash;
import dev.diptych.ingest.split.Splits;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the shards look like.
 *
 * @param splits their names and shares, such as {@code train}
 * @param splitBy what is hashed to find an image's split: {@link #BY_CONCEPT}, or a column of the captions
 * @param licenceColumn the column that states the licence; null if none does
 * @param format how samples are stored
 * @param samplesPerShard 1 to 10,000
 * @param hash of the files, for the metadata; null for none
 * @param image which images, and how they are stored
 * @param dedup which images count as duplicates
 * @param dedupThreshold in how many of 64 bits near duplicates may differ
 * @param against evaluation sets whose images are left out: shards, or folders of images
 */
public record OutputConfig(
        Splits splits,
        String splitBy,
        @Nullable String licenceColumn,
        OutputFormat format,
        int samplesPerShard,
        FileHash.@Nullable Algorithm hash,
        ImageConfig image,
        Dedup dedup,
        int dedupThreshold,
        List<String> against)
        implements Serializable {
    /** The largest shard: four digits of a key count the samples in one. */
    public static final int MAX_SAMPLES_PER_SHARD = 10_000;

    /** Splits by what the image shows. */
    public static final String BY_CONCEPT = "concept";

    public static final OutputConfig DEFAULT = new OutputConfig(
            Splits.parse("train"),
            BY_CONCEPT,
            null,
            OutputFormat.WEBDATASET,
            1000,
            FileHash.Algorithm.SHA256,
            ImageConfig.DEFAULT,
            Dedup.NONE,
            4,
            List.of());

    public OutputConfig {
        against = List.copyOf(against);
        require("number_sample_per_shard", samplesPerShard, 1, MAX_SAMPLES_PER_SHARD);
        require("dedup_threshold", dedupThreshold, 0, SeenImages.MAX_THRESHOLD);
    }

    /** Returns this with other images. */
    public OutputConfig with(ImageConfig other) {
        return new OutputConfig(
                splits, splitBy, licenceColumn, format, samplesPerShard, hash, other, dedup, dedupThreshold, against);
    }

    /** Returns this with other shards. */
    public OutputConfig withSamplesPerShard(int other) {
        return new OutputConfig(
                splits, splitBy, licenceColumn, format, other, hash, image, dedup, dedupThreshold, against);
    }

    /** Returns this with another search for duplicates. */
    public OutputConfig with(Dedup other) {
        return new OutputConfig(
                splits, splitBy, licenceColumn, format, samplesPerShard, hash, image, other, dedupThreshold, against);
    }

    /** Returns the names of the splits. */
    public List<String> splitNames() {
        return splits.parts().stream().map(Splits.Part::name).toList();
    }

    /** Returns the folder of a split; empty where there is one split, which has none of its own. */
    public String subfolder(int split) {
        return splits.isSingle() ? "" : splitNames().get(split);
    }

    /** Returns whether what images look like matters. */
    public boolean needsSignatures() {
        return dedup == Dedup.NEAR || !against.isEmpty();
    }

    static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + ", expected " + min + " to " + max);
        }
    }
}
