package dev.diptych.image.header;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about its image before any pixel is decoded.
 *
 * @param width columns as stored
 * @param height rows as stored
 * @param orientation how the image is stored
 * @param profile the embedded ICC profile, if there is one
 * @param truncation where the file ends too early, if it does
 * @param colors what the components of a JPEG are; null for other formats
 * @param codecInput the bytes to decode: the file, or the parts of it that matter
 */
public record Header(
        int width,
        int height,
        Orientation orientation,
        byte @Nullable [] profile,
        @Nullable ImageException truncation,
        @Nullable JpegColors colors,
        byte[] codecInput) {
    public Header {
        if (width < 1 || height < 1) {
            throw ImageException.at(
                    ImageException.NO_OFFSET, Reason.CORRUPT, width + "x" + height + " pixels, expected at least 1x1");
        }
    }

    public Header(
            int width,
            int height,
            Orientation orientation,
            byte @Nullable [] profile,
            @Nullable ImageException truncation,
            byte[] codecInput) {
        this(width, height, orientation, profile, truncation, null, codecInput);
    }

    /** @throws ImageException of {@code TOO_MANY_PIXELS} if the image has more */
    public void requireAtMost(long maxPixels) {
        requireAtMost(width, height, maxPixels);
    }

    /** @throws ImageException of {@code TOO_MANY_PIXELS} if an image of these sides, each below 2^31, has more */
    public static void requireAtMost(long width, long height, long maxPixels) {
        if (width * height > maxPixels) {
            throw ImageException.at(
                    ImageException.NO_OFFSET,
                    Reason.TOO_MANY_PIXELS,
                    width + "x" + height + " = " + megapixels(width * height) + " MP exceeds " + megapixels(maxPixels)
                            + " MP; max_image_pixels takes more");
        }
    }

    private static String megapixels(long pixels) {
        return pixels % 1_000_000 == 0 || pixels >= 100_000_000
                ? Long.toString(Math.round(pixels / 1e6))
                : Double.toString(Math.ceil(pixels / 1e4) / 100);
    }
}
