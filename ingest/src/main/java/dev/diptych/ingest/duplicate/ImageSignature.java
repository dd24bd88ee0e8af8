package dev.diptych.ingest.duplicate;

import dev.diptych.image.RgbImage;
import java.io.Serializable;
import java.util.HexFormat;

/**
 * What an image looks like, in 96 bits: those of two sizes or qualities of one picture differ in few.
 *
 * @param perceptual the 64 lowest frequencies of the brightness, a bit for each that is above their median
 * @param shape mean red, green and blue, then the aspect ratio as 128 + 16 log2(width / height), a byte each
 */
public record ImageSignature(long perceptual, int shape) implements Serializable {
    /** Pictures whose mean colours are further apart are different ones, alike only in their outlines. */
    private static final int MAX_COLOUR = 12;

    /** In sixteenths of an octave: one and a half of them are 7 %. */
    private static final int MAX_ASPECT = 1;

    private static final int DIGITS = 24;

    /** Computes it. */
    public static ImageSignature of(RgbImage image) {
        BrightnessGrid grid = BrightnessGrid.of(image);
        double octaves = Math.log((double) image.width() / image.height()) / Math.log(2);
        int aspect = (int) Math.max(0, Math.min(255, 128 + Math.rint(16 * octaves)));
        return new ImageSignature(Frequencies.hash(grid), grid.meanRgb() << 8 | aspect);
    }

    /**
     * Reads what {@link #hex()} returned.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static ImageSignature parse(String hex) {
        if (hex.length() != DIGITS) {
            throw new IllegalArgumentException("signature '" + hex + "', expected " + DIGITS + " hexadecimal digits");
        }
        return new ImageSignature(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigits(hex, 16, DIGITS));
    }

    /** Returns 24 hexadecimal digits: 16 of the frequencies, 6 of the colour, 2 of the aspect ratio. */
    public String hex() {
        return HexFormat.of().toHexDigits(perceptual) + HexFormat.of().toHexDigits(shape);
    }

    /** Returns how many of the frequencies' bits differ. */
    public int distance(ImageSignature other) {
        return Long.bitCount(perceptual ^ other.perceptual);
    }

    static boolean haveSameShape(int one, int other) {
        return Math.abs((one >>> 24) - (other >>> 24)) <= MAX_COLOUR
                && Math.abs((one >>> 16 & 0xFF) - (other >>> 16 & 0xFF)) <= MAX_COLOUR
                && Math.abs((one >>> 8 & 0xFF) - (other >>> 8 & 0xFF)) <= MAX_COLOUR
                && Math.abs((one & 0xFF) - (other & 0xFF)) <= MAX_ASPECT;
    }
}
