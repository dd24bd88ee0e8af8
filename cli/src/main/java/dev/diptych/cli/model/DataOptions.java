package dev.diptych.cli.model;

import dev.diptych.config.ConfigFile;
import dev.diptych.contrastive.data.source.SourceOptions;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code train} takes of open_clip's options for data: short for keys of the recipe. */
final class DataOptions {
    @Option(
            names = "--dataset-type",
            paramLabel = "TYPE",
            description =
                    "What data.train is: webdataset, csv, folder, synthetic, or auto: what it looks like (default).")
    private SourceOptions.@Nullable Type type;

    @Option(
            names = "--csv-img-key",
            paramLabel = "COLUMN",
            description = "A table's column of paths (default: filepath).")
    private @Nullable String imageKey;

    @Option(
            names = "--csv-caption-key",
            paramLabel = "COLUMN",
            description = "A table's column of captions (default: title).")
    private @Nullable String captionKey;

    @Option(
            names = "--csv-separator",
            paramLabel = "CHARACTER",
            description = "What stands between a table's columns (default: a tab).")
    private @Nullable String separator;

    @Option(
            names = "--train-data-upsampling-factors",
            paramLabel = "N::N",
            description = "How much more often the samples of each source are drawn.")
    private @Nullable String factors;

    @Option(
            names = "--train-num-samples",
            paramLabel = "N",
            description = "Samples of an epoch (default: all); of synthetic ones, how many there are.")
    private @Nullable Integer samples;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads that read and decode (default: as many as the process may use).")
    private @Nullable Integer workers;

    @Option(
            names = "--max-bad-samples",
            paramLabel = "SHARE",
            description = "Stop once more than this share of the samples cannot be used (default: 0.1).")
    private @Nullable Double badSamples;

    /** Adds those that were given, as {@code key.path=value}. */
    void addTo(List<String> overrides) {
        add("data.type", type == null ? null : type.name().toLowerCase(Locale.ROOT), overrides);
        add("data.csv.image_key", quoted(imageKey), overrides);
        add("data.csv.caption_key", quoted(captionKey), overrides);
        add("data.csv.separator", quoted("\t".equals(separator) ? "\\t" : separator), overrides);
        add("data.upsampling_factors", factors == null ? null : "[" + factors.replace("::", ", ") + "]", overrides);
        add("data.num_samples", samples, overrides);
        add("data.workers", workers, overrides);
        add("data.max_bad_samples", badSamples, overrides);
    }

    private static void add(String key, @Nullable Object value, List<String> overrides) {
        if (value != null) {
            overrides.add(key + "=" + value);
        }
    }

    private static @Nullable String quoted(@Nullable String text) {
        return text == null ? null : ConfigFile.quoted(text);
    }
}
