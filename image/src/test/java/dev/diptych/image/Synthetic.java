package dev.diptych.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The images that the reference numbers were computed on. */
public final class Synthetic {
    private Synthetic() {}

    /** R = 7x + 3y, G = x * x / 3 + 5y, B = (x ^ y) * 11, each modulo 256. */
    public static RgbImage rings(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[i++] = (byte) (7 * x + 3 * y);
                pixels[i++] = (byte) (x * x / 3 + 5 * y);
                pixels[i++] = (byte) ((x ^ y) * 11);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** The smooth image that the sample files hold: every channel is linear. */
    public static RgbImage ramp(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[i++] = (byte) (40 + 150 * x / width);
                pixels[i++] = (byte) (60 + 120 * y / height);
                pixels[i++] = (byte) (200 - 100 * x / width);
            }
        }
        return new RgbImage(width, height, pixels);
    }

    public static String sha256(RgbImage image) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.pixels()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
