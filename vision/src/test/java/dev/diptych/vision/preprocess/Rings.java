package dev.diptych.vision.preprocess;

import dev.diptych.image.RgbImage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The image of the reference numbers: R = 7x + 3y, G = x * x / 3 + 5y, B = (x ^ y) * 11, each modulo 256. */
final class Rings {
    private Rings() {}

    static RgbImage of(int width, int height) {
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

    static String sha256(RgbImage image) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.pixels()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
