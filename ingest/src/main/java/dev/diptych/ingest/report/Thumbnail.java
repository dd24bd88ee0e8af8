package dev.diptych.ingest.report;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.ImageException;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.resize.Resampling;
import dev.diptych.image.resize.Resize;
import java.util.Base64;

/** Small pictures for pages. */
public final class Thumbnail {
    private static final int SIDE = 144;
    private static final int SMALL_SIDE = 96;
    private static final int QUALITY = 82;
    private static final ImageDecoder DECODER =
            new ImageDecoder(new DecodeOptions(Integer.MAX_VALUE, DecodeOptions.DEFAULT_BACKGROUND, true));

    private Thumbnail() {}

    /** Returns an image as a data URI: a JPEG whose longer side is at most 144 pixels. */
    public static String dataUri(RgbImage image) {
        return jpeg(fit(image, SIDE));
    }

    /** Returns an image as a data URI: a JPEG whose longer side is at most 96 pixels. */
    public static String small(RgbImage image) {
        return jpeg(fit(image, SMALL_SIDE));
    }

    /** Returns the image of a file that was decoded before, or nothing of it where that fails now. */
    public static String dataUri(byte[] file) {
        try {
            return dataUri(DECODER.decode(file).image());
        } catch (ImageException e) {
            return dataUri(RgbImage.filled(1, 1, 0xFFFFFF));
        }
    }

    /** Returns an image scaled down to fit a square; a smaller one as it is. */
    public static RgbImage fit(RgbImage image, int side) {
        int longer = Math.max(image.width(), image.height());
        if (longer <= side) {
            return image;
        }
        double factor = (double) side / longer;
        int width = Math.max(1, (int) Math.round(image.width() * factor));
        int height = Math.max(1, (int) Math.round(image.height() * factor));
        return Resize.resize(image, width, height, Resampling.BICUBIC);
    }

    private static String jpeg(RgbImage image) {
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(ImageEncoder.jpeg(image, QUALITY));
    }
}
