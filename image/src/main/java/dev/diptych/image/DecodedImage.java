package dev.diptych.image;

/**
 * What a file held.
 *
 * @param image the pixels, upright
 * @param format the format that the file's bytes are in
 * @param originalWidth columns as stored in the file, before it was turned upright
 * @param originalHeight rows as stored in the file, before it was turned upright
 */
public record DecodedImage(RgbImage image, ImageFormat format, int originalWidth, int originalHeight) {}
