package dev.diptych.image;

/**
 * What a file held.
 *
 * @param image the pixels, upright
 * @param format the format that the file's bytes are in
 * @param originalWidth columns as stored in the file, before it was turned upright
 * @param originalHeight rows as stored in the file, before it was turned upright
 * @param truncated whether the file ends too early, so that some pixels are missing; only where that is allowed
 */
public record DecodedImage(
        RgbImage image, ImageFormat format, int originalWidth, int originalHeight, boolean truncated) {}
