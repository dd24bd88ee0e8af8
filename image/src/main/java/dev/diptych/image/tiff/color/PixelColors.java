package dev.diptych.image.tiff.color;

/** Turns the samples of pixels into 8-bit channels. */
public interface PixelColors {
    /** Bytes of a pixel. */
    int channels();

    /**
     * Converts pixels.
     *
     * @param samples whole numbers of the depth at hand, [W, C]
     * @param target takes {@link #channels} bytes for each pixel, from {@code at} on
     */
    void convert(int[] samples, int pixels, byte[] target, int at);

    /** Each sample for itself: {@code colors} of them, and of {@code channels} the rest alpha. */
    static PixelColors plain(int channels, int colors, int depth) {
        return new PlainColors(channels, colors, depth, false, false);
    }

    /** Cyan, magenta, yellow and black, as much as is left of the light when that is cut. */
    static PixelColors inks(int depth) {
        return new PixelColors() {
            private final int most = (1 << depth) - 1;

            @Override
            public int channels() {
                return 4;
            }

            @Override
            public void convert(int[] samples, int pixels, byte[] target, int at) {
                for (int i = 0; i < 4 * pixels; i++) {
                    target[at + i] = (byte) (255 - (most - samples[i]) * 255L / most);
                }
            }
        };
    }

    /** Grey of which 0 is white. */
    static PixelColors inverted(int depth) {
        return new PlainColors(1, 1, depth, true, false);
    }

    /** Colours that are multiplied by the alpha after them. */
    static PixelColors premultiplied(int channels, int depth) {
        return new PlainColors(channels, channels - 1, depth, false, true);
    }

    /**
     * Indices of colours.
     *
     * @param palette 16-bit numbers: all reds, then all greens, then all blues
     */
    static PixelColors palette(long[] palette, int depth) {
        return new PaletteColors(palette, depth);
    }

    /** YCbCr (TIFF 6.0, section 21) with its usual coefficients and ranges. */
    static PixelColors ycbcr(int depth) {
        return new YcbcrColors(depth);
    }

    /** CIE L*a*b* (TIFF 6.0, section 23) of 8 or 16 bits. */
    static PixelColors lab(int depth) {
        return new LabColors(depth);
    }
}
