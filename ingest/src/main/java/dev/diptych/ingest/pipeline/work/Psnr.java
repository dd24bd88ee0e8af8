package dev.diptych.ingest.pipeline.work;

import dev.diptych.image.RgbImage;

/** How near two images of one size are: the peak signal-to-noise ratio over all samples. */
final class Psnr {
    /** Of equal images, whose ratio has no bound. */
    private static final double MOST = 100;

    private Psnr() {}

    /** Returns 10 log10(255^2 / mean of the squared differences), in dB, at most 100. */
    static double decibels(RgbImage image, RgbImage other) {
        if (image.width() != other.width() || image.height() != other.height()) {
            throw new IllegalArgumentException(
                    "comparison failed: " + image + " beside " + other + ", expected one size");
        }
        long squares = 0;
        for (int i = 0; i < image.pixels().length; i++) {
            int difference = (image.pixels()[i] & 0xFF) - (other.pixels()[i] & 0xFF);
            squares += (long) difference * difference;
        }
        return squares == 0 ? MOST : Math.min(MOST, 10 * Math.log10(255.0 * 255 * image.pixels().length / squares));
    }
}
