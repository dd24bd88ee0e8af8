package dev.diptych.ingest.pipeline.config;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.resize.ResizeMode;
import dev.diptych.image.resize.ResizeOptions;
import java.io.Serializable;

/**
 * Which images are taken and how they are stored.
 *
 * @param encodeFormat how images are stored
 * @param encodeQuality of JPEGs and WebPs, 1 to 100
 * @param skipReencode whether a file whose image is not resized is stored as it is
 * @param imageSize the side that {@code resizeMode} speaks of, in pixels; 0 to leave the size alone
 * @param resizeMode how images get that size
 * @param onlyIfBigger whether smaller images are left at their size
 * @param minSize images whose shorter side is below are dropped; 0 for no bound
 * @param maxArea images with more pixels are dropped; 0 for no bound
 * @param maxAspectRatio images whose longer side is more than this many times the shorter are dropped; 0 for no bound
 * @param maxPixels images with more are dropped before they are decoded
 * @param decodeScale whether a JPEG may be made smaller as it is decoded
 * @param keepTruncated whether images that end too early are taken
 * @param maxFileBytes larger members are dropped without being read
 */
public record ImageConfig(
        EncodeFormat encodeFormat,
        int encodeQuality,
        boolean skipReencode,
        int imageSize,
        ResizeMode resizeMode,
        boolean onlyIfBigger,
        int minSize,
        long maxArea,
        double maxAspectRatio,
        long maxPixels,
        Decoding decodeScale,
        boolean keepTruncated,
        long maxFileBytes)
        implements Serializable {
    public static final int MAX_IMAGE_SIZE = 8192;
    public static final long MAX_FILE_BYTES = 1L << 30;

    public static final ImageConfig DEFAULT = new ImageConfig(
            EncodeFormat.KEEP,
            95,
            false,
            0,
            ResizeMode.BORDER,
            false,
            0,
            0,
            0,
            DecodeOptions.DEFAULT_MAX_PIXELS,
            Decoding.EXACT,
            false,
            64L << 20);

    /** How images are stored. */
    public enum EncodeFormat {
        /** The file's own bytes, unchanged. */
        KEEP,
        /** 8-bit RGB, transparent pixels on white. */
        PNG,
        /** Baseline JPEG, transparent pixels on white. */
        JPG,
        /** Lossy WebP, transparent pixels on white. */
        WEBP
    }

    /** What is decoded of a JPEG that is made smaller. */
    public enum Decoding {
        /** Every pixel. */
        EXACT,
        /** Where that leaves both sides twice as long as they will be, every second, fourth or eighth, by libjpeg. */
        FAST
    }

    public ImageConfig {
        OutputConfig.require("encode_quality", encodeQuality, 1, 100);
        OutputConfig.require("image_size", imageSize, 0, MAX_IMAGE_SIZE);
        OutputConfig.require("min_image_size", minSize, 0, Integer.MAX_VALUE);
        OutputConfig.require("max_image_area", maxArea, 0, Integer.MAX_VALUE);
        OutputConfig.require("max_image_pixels", maxPixels, 1, Integer.MAX_VALUE);
        OutputConfig.require("max_file_bytes", maxFileBytes, 1, MAX_FILE_BYTES);
        if (maxAspectRatio != 0 && !(maxAspectRatio >= 1)) {
            throw new IllegalArgumentException(
                    "max_aspect_ratio: " + maxAspectRatio + ", expected at least 1, or 0 for no bound");
        }
        if (imageSize > 0 && encodeFormat == EncodeFormat.KEEP && resizeMode != ResizeMode.NO) {
            throw new IllegalArgumentException(
                    "image_size: " + imageSize + " with encode_format keep, expected encode_format png, jpg or webp");
        }
        if (skipReencode && encodeFormat == EncodeFormat.KEEP) {
            throw new IllegalArgumentException(
                    "skip_reencode: with encode_format keep, which never encodes, expected encode_format png, jpg or"
                            + " webp");
        }
        if (onlyIfBigger && imageSize == 0) {
            throw new IllegalArgumentException("resize_only_if_bigger: without image_size, expected an image_size");
        }
    }

    /** Returns what is done to an image's size. */
    public ResizeOptions resize() {
        return imageSize == 0 ? ResizeOptions.NONE : new ResizeOptions(resizeMode, imageSize, onlyIfBigger);
    }
}
