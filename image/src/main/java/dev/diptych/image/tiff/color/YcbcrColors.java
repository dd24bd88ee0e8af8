package dev.diptych.image.tiff.color;

/** YCbCr to RGB, with Rec. 601's coefficients and the whole range of numbers (JFIF 1.02). */
final class YcbcrColors implements PixelColors {
    private final double toEightBits;

    YcbcrColors(int depth) {
        this.toEightBits = 255.0 / ((1 << depth) - 1);
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public void convert(int[] samples, int pixels, byte[] target, int at) {
        for (int i = 0; i < 3 * pixels; i += 3) {
            double luma = samples[i] * toEightBits;
            double blue = samples[i + 1] * toEightBits - 127.5;
            double red = samples[i + 2] * toEightBits - 127.5;
            target[at + i] = toByte(luma + 1.402 * red);
            target[at + i + 1] = toByte(luma - 0.344136 * blue - 0.714136 * red);
            target[at + i + 2] = toByte(luma + 1.772 * blue);
        }
    }

    private static byte toByte(double value) {
        return (byte) (int) Math.min(Math.max(value + 1e-6, 0), 255);
    }
}
