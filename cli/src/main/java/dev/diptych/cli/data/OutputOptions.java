package dev.diptych.cli.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code ingest} for the configuration's section {@code output}, under img2dataset's names. */
final class OutputOptions {
    @Option(names = "--split", paramLabel = "NAME", description = "A name for the statistics (default: train).")
    private @Nullable String split;

    @Option(
            names = "--number-sample-per-shard",
            paramLabel = "N",
            description = "Samples in a shard, up to 10000 (default: 1000).")
    private @Nullable Integer samplesPerShard;

    @Option(
            names = "--encode-format",
            paramLabel = "FORMAT",
            description = "keep (the file's own bytes), png or jpg (default: keep).")
    private @Nullable String encodeFormat;

    @Option(names = "--encode-quality", paramLabel = "Q", description = "Of jpg, 1 to 100 (default: 95).")
    private @Nullable Integer encodeQuality;

    @Option(
            names = "--image-size",
            paramLabel = "PX",
            description = "Resize to this, with --encode-format png or jpg (default: 0, as it is).")
    private @Nullable Integer imageSize;

    @Option(
            names = "--resize-mode",
            paramLabel = "MODE",
            description = "border (a white square), keep_ratio or center_crop (default: border).")
    private @Nullable String resizeMode;

    @Option(
            names = "--max-image-pixels",
            paramLabel = "N",
            description = "Leave out images with more pixels (default: 25000000).")
    private @Nullable Long maxImagePixels;

    /** Returns what was given, as overrides of a configuration. */
    List<String> overrides() {
        List<String> overrides = new ArrayList<>();
        put(overrides, "split", split);
        put(overrides, "number_sample_per_shard", samplesPerShard);
        put(overrides, "encode_format", encodeFormat);
        put(overrides, "encode_quality", encodeQuality);
        put(overrides, "image_size", imageSize);
        put(overrides, "resize_mode", resizeMode);
        put(overrides, "max_image_pixels", maxImagePixels);
        return overrides;
    }

    private static void put(List<String> overrides, String key, @Nullable Object value) {
        if (value != null) {
            overrides.add("output." + key + "=" + value);
        }
    }
}
