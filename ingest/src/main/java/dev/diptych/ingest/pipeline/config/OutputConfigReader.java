package dev.diptych.ingest.pipeline.config;

import dev.diptych.config.Section;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.duplicate.SeenImages;
import dev.diptych.ingest.shard.FileHash;
import dev.diptych.ingest.split.Splits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an {@link OutputConfig} out of its YAML. */
final class OutputConfigReader {
    private enum AskedHash {
        SHA256,
        MD5,
        SHA1,
        SHA512,
        NONE
    }

    private final Path base;

    OutputConfigReader(Path base) {
        this.base = base;
    }

    OutputConfig read(Section section) {
        OutputConfig defaults = OutputConfig.DEFAULT;
        return new OutputConfig(
                splits(section, defaults.splits()),
                section.string("split_by", defaults.splitBy()),
                section.optionalString("licence_column").orElse(null),
                section.choice("output_format", defaults.format()),
                section.integer(
                        "number_sample_per_shard", defaults.samplesPerShard(), 1, OutputConfig.MAX_SAMPLES_PER_SHARD),
                hash(section),
                image(section),
                section.choice("dedup", defaults.dedup()),
                section.integer("dedup_threshold", defaults.dedupThreshold(), 0, SeenImages.MAX_THRESHOLD),
                against(section));
    }

    private static ImageConfig image(Section section) {
        ImageConfig defaults = ImageConfig.DEFAULT;
        return new ImageConfig(
                section.choice("encode_format", defaults.encodeFormat()),
                section.integer("encode_quality", defaults.encodeQuality(), 1, 100),
                section.flag("skip_reencode", defaults.skipReencode()),
                section.integer("image_size", defaults.imageSize(), 0, ImageConfig.MAX_IMAGE_SIZE),
                section.choice("resize_mode", defaults.resizeMode()),
                section.flag("resize_only_if_bigger", defaults.onlyIfBigger()),
                section.integer("min_image_size", defaults.minSize(), 0, Integer.MAX_VALUE),
                section.longInteger("max_image_area", defaults.maxArea(), 0, Integer.MAX_VALUE),
                section.number("max_aspect_ratio", defaults.maxAspectRatio(), 0, Double.POSITIVE_INFINITY),
                section.longInteger("max_image_pixels", defaults.maxPixels(), 1, Integer.MAX_VALUE),
                section.choice("decode_scale", defaults.decodeScale()),
                section.flag("keep_truncated", defaults.keepTruncated()),
                section.longInteger("max_file_bytes", defaults.maxFileBytes(), 1, ImageConfig.MAX_FILE_BYTES));
    }

    private static Splits splits(Section section, Splits fallback) {
        try {
            return Splits.parse(section.string("split", fallback.toString()));
        } catch (IllegalArgumentException e) {
            section.reject("split", "a name, or name=share,name=share... (" + e.getMessage() + ")");
            return fallback;
        }
    }

    private static FileHash.@Nullable Algorithm hash(Section section) {
        return switch (section.choice("compute_hash", AskedHash.SHA256)) {
            case SHA256 -> FileHash.Algorithm.SHA256;
            case MD5 -> FileHash.Algorithm.MD5;
            case SHA1 -> FileHash.Algorithm.SHA1;
            case SHA512 -> FileHash.Algorithm.SHA512;
            case NONE -> null;
        };
    }

    private List<String> against(Section section) {
        List<String> paths = new ArrayList<>();
        for (String path : section.strings("against", List.of())) {
            try {
                paths.add(Locations.resolve(base, path).toString());
            } catch (InvalidPathException e) {
                section.reject("against", "paths");
            }
        }
        return paths;
    }
}
