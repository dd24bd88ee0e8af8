package dev.diptych.cli.data;

import dev.diptych.config.ConfigFile;
import dev.diptych.file.place.Locations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code ingest} for the configuration's section {@code output}, under img2dataset's names. */
final class OutputOptions {
    @Option(
            names = "--split",
            paramLabel = "NAME|A=SHARE,...",
            description =
                    "One name, or splits with their shares such as train=0.98,val=0.02, each with a folder of its own (default: train).")
    private @Nullable String split;

    @Option(
            names = "--split-by",
            paramLabel = "COLUMN",
            description = "What decides on the split: concept, or a column of the captions (default: concept).")
    private @Nullable String splitBy;

    @Option(
            names = "--licence-column",
            paramLabel = "COLUMN",
            description = "The column that states the licence, for KEY.json.")
    private @Nullable String licenceColumn;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            description = "webdataset (tars) or files (folders) (default: webdataset).")
    private @Nullable String outputFormat;

    @Option(
            names = "--number-sample-per-shard",
            paramLabel = "N",
            description = "Samples in a shard, up to 10000 (default: 1000).")
    private @Nullable Integer numberSamplePerShard;

    @Option(
            names = "--compute-hash",
            paramLabel = "HASH",
            description = "Of the files, for KEY.json: sha256, md5, sha1, sha512 or none (default: sha256).")
    private @Nullable String computeHash;

    @Option(
            names = "--encode-format",
            paramLabel = "FORMAT",
            description = "keep (the file's own bytes), png, jpg or webp (default: keep).")
    private @Nullable String encodeFormat;

    @Option(names = "--encode-quality", paramLabel = "Q", description = "Of jpg and webp, 1 to 100 (default: 95).")
    private @Nullable Integer encodeQuality;

    @Option(names = "--skip-reencode", description = "Keep the bytes of files whose image is not resized.")
    private boolean skipReencode;

    @Option(
            names = "--image-size",
            paramLabel = "PX",
            description = "Resize to this, with --encode-format png, jpg or webp (default: 0, as it is).")
    private @Nullable Integer imageSize;

    @Option(
            names = "--resize-mode",
            paramLabel = "MODE",
            description =
                    "border (a white square), no, keep_ratio (shorter side), keep_ratio_largest (longer side) or center_crop (default: border).")
    private @Nullable String resizeMode;

    @Option(names = "--resize-only-if-bigger", description = "Leave smaller images at their size.")
    private boolean resizeOnlyIfBigger;

    @Option(
            names = "--min-image-size",
            paramLabel = "PX",
            description = "Leave out images whose shorter side is below.")
    private @Nullable Integer minImageSize;

    @Option(
            names = "--max-image-area",
            paramLabel = "N",
            description = "Leave out images with more pixels, once decoded.")
    private @Nullable Long maxImageArea;

    @Option(
            names = "--max-aspect-ratio",
            paramLabel = "R",
            description = "Leave out images whose longer side is more than R times the shorter.")
    private @Nullable Double maxAspectRatio;

    @Option(
            names = "--max-image-pixels",
            paramLabel = "N",
            description = "Leave out images with more pixels by their header, undecoded (default: 25000000).")
    private @Nullable Long maxImagePixels;

    @Option(
            names = "--decode-scale",
            paramLabel = "KIND",
            description = "Decode every pixel of a JPEG (exact), or make it smaller as it is decoded where it will be"
                    + " smaller yet (fast: in a fraction of the time, to somewhat other pixels) (default: exact).")
    private @Nullable String decodeScale;

    @Option(
            names = "--keep-truncated",
            description = "Take images that end too early, with white where pixels are missing.")
    private boolean keepTruncated;

    @Option(
            names = "--dedup",
            paramLabel = "KIND",
            description = "Leave out duplicates: none, exact (same bytes) or near (same look) (default: none).")
    private @Nullable String dedup;

    @Option(
            names = "--dedup-threshold",
            paramLabel = "BITS",
            description = "In how many of 64 bits near duplicates may differ, 0 to 11 (default: 4).")
    private @Nullable Integer dedupThreshold;

    @Option(
            names = "--against",
            paramLabel = "SHARDS|DIR",
            description = "Leave out images that stand in this evaluation set, or look like one there; repeatable.")
    private List<String> against = List.of();

    /** Returns what was given, as overrides of a configuration. */
    List<String> overrides() {
        List<String> overrides = new ArrayList<>();
        put(overrides, "split", split);
        put(overrides, "split_by", splitBy);
        put(overrides, "licence_column", licenceColumn);
        put(overrides, "output_format", outputFormat);
        put(overrides, "number_sample_per_shard", numberSamplePerShard);
        put(overrides, "compute_hash", computeHash);
        put(overrides, "encode_format", encodeFormat);
        put(overrides, "encode_quality", encodeQuality);
        put(overrides, "skip_reencode", skipReencode ? "true" : null);
        put(overrides, "image_size", imageSize);
        put(overrides, "resize_mode", resizeMode);
        put(overrides, "resize_only_if_bigger", resizeOnlyIfBigger ? "true" : null);
        put(overrides, "min_image_size", minImageSize);
        put(overrides, "max_image_area", maxImageArea);
        put(overrides, "max_aspect_ratio", maxAspectRatio);
        put(overrides, "max_image_pixels", maxImagePixels);
        put(overrides, "decode_scale", decodeScale);
        put(overrides, "keep_truncated", keepTruncated ? "true" : null);
        put(overrides, "dedup", dedup);
        put(overrides, "dedup_threshold", dedupThreshold);
        if (!against.isEmpty()) {
            List<String> quoted = against.stream()
                    .map(text -> Locations.path(text).toAbsolutePath())
                    .map(path -> ConfigFile.quoted(path.toString()))
                    .toList();
            put(overrides, "against", quoted);
        }
        return overrides;
    }

    private static void put(List<String> overrides, String key, @Nullable Object value) {
        if (value != null) {
            overrides.add("output." + key + "=" + value);
        }
    }
}
