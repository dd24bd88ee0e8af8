package dev.diptych.image;

/**
 * What a file held.
 *
 * @param image the pixels, upright
 * @param format the format that the file's bytes are in
 * @param originalWidth columns as stored in the file, before it was turned upright
 * @param originalHeight rows as stored in the file, before it was turned upright
 * @param turned whether columns of the file are rows of the image
 * @param divisor what both sides were divided by, and rounded up, as the file was decoded; 1 of all that is not asked for smaller
 * @param truncated whether the file ends too early, so that some pixels are missing; only where that is allowed
 */
public record DecodedImage(
        RgbImage image,
        ImageFormat format,
        int originalWidth,
        int originalHeight,
        boolean turned,
        int divisor,
        boolean truncated) {
    /** Columns of the upright image at its whole size. */
    public int width() {
        return turned ? originalHeight : originalWidth;
    }

    /** Rows of the upright image at its whole size. */
    public int height() {
        return turned ? originalWidth : originalHeight;
    }
}
