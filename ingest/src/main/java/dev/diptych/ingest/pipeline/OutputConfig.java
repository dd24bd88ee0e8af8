package dev.diptych.ingest.pipeline;

/**
 * What the shards look like.
 *
 * @param split a name for the statistics, such as {@code train}
 * @param samplesPerShard 1 to 10,000
 * @param encodeFormat how images are stored
 * @param encodeQuality of JPEGs, 1 to 100
 * @param imageSize the side that {@code resizeMode} speaks of, in pixels; 0 to leave the size alone
 * @param resizeMode how images get that size
 * @param maxImagePixels images with more are dropped before they are decoded
 * @param maxFileBytes larger members are dropped without being read
 */
public record OutputConfig(
        String split,
        int samplesPerShard,
        EncodeFormat encodeFormat,
        int encodeQuality,
        int imageSize,
        ResizeMode resizeMode,
        long maxImagePixels,
        long maxFileBytes) {
    /** The largest shard: four digits of a key count the samples in one. */
    public static final int MAX_SAMPLES_PER_SHARD = 10_000;

    public static final int MAX_IMAGE_SIZE = 8192;
    public static final long MAX_FILE_BYTES = 1L << 30;

    public static final OutputConfig DEFAULT =
            new OutputConfig("train", 1000, EncodeFormat.KEEP, 95, 0, ResizeMode.BORDER, 25_000_000, 64L << 20);

    /** How images are stored. */
    public enum EncodeFormat {
        /** The file's own bytes, unchanged. */
        KEEP,
        /** 8-bit RGB, transparent pixels on white. */
        PNG,
        /** Baseline JPEG, transparent pixels on white. */
        JPG
    }

    /** How images get their size (img2dataset's names). */
    public enum ResizeMode {
        /** The whole image in a white square. */
        BORDER,
        /** The shorter side gets the size. */
        KEEP_RATIO,
        /** The shorter side gets the size, and the middle square is cut out. */
        CENTER_CROP
    }

    public OutputConfig {
        require("samples_per_shard", samplesPerShard, 1, MAX_SAMPLES_PER_SHARD);
        require("encode_quality", encodeQuality, 1, 100);
        require("image_size", imageSize, 0, MAX_IMAGE_SIZE);
        require("max_image_pixels", maxImagePixels, 1, Integer.MAX_VALUE);
        require("max_file_bytes", maxFileBytes, 1, MAX_FILE_BYTES);
        if (imageSize > 0 && encodeFormat == EncodeFormat.KEEP) {
            throw new IllegalArgumentException(
                    "image_size: " + imageSize + " with encode_format keep, expected encode_format png or jpg");
        }
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + ", expected " + min + " to " + max);
        }
    }
}
