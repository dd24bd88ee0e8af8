package dev.diptych.image.tiff.color;

/** Colours of a palette of 16-bit numbers: all reds, then all greens, then all blues. */
final class PaletteColors implements PixelColors {
    private final byte[][] colors;

    PaletteColors(long[] palette, int depth) {
        int count = 1 << depth;
        colors = new byte[3][count];
        boolean bytes = true;
        boolean highBytes = true;
        for (int i = 0; i < 3 * count; i++) {
            bytes &= palette[i] < 256;
            highBytes &= (palette[i] & 0xFF) == 0;
        }
        for (int i = 0; i < 3 * count; i++) {
            colors[i / count][i % count] = (byte) toByte((int) palette[i], bytes, highBytes);
        }
    }

    /** Some programs write v, and some v * 256, for v * 257; what lies between is cut, as ImageMagick does. */
    private static int toByte(int value, boolean bytes, boolean highBytes) {
        if (bytes) {
            return value;
        }
        return highBytes ? value >> 8 : value / 257;
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public void convert(int[] samples, int pixels, byte[] target, int at) {
        for (int i = 0, t = at; i < pixels; i++, t += 3) {
            target[t] = colors[0][samples[i]];
            target[t + 1] = colors[1][samples[i]];
            target[t + 2] = colors[2][samples[i]];
        }
    }
}
