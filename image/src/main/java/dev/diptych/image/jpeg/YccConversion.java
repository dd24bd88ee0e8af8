package dev.diptych.image.jpeg;

/** JFIF's colour transform of pixels with a fourth component, in libjpeg's fixed point (jdcolor.c). */
final class YccConversion {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int RED_OF_CR = fixed(1.40200);
    private static final int BLUE_OF_CB = fixed(1.77200);
    private static final int GREEN_OF_CR = -fixed(0.71414);
    private static final int GREEN_OF_CB = -fixed(0.34414);

    private YccConversion() {}

    /** Replaces Y, Cb, Cr by 255 less red, green and blue in every four bytes of {@code pixels}. */
    static void toInvertedRgb(byte[] pixels) {
        for (int i = 0; i + 3 < pixels.length; i += 4) {
            int y = pixels[i] & 0xFF;
            int cb = (pixels[i + 1] & 0xFF) - 128;
            int cr = (pixels[i + 2] & 0xFF) - 128;
            pixels[i] = inverted(y + ((RED_OF_CR * cr + HALF) >> BITS));
            pixels[i + 1] = inverted(y + ((GREEN_OF_CB * cb + GREEN_OF_CR * cr + HALF) >> BITS));
            pixels[i + 2] = inverted(y + ((BLUE_OF_CB * cb + HALF) >> BITS));
        }
    }

    private static byte inverted(int value) {
        return (byte) (255 - Math.min(Math.max(value, 0), 255));
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }
}
