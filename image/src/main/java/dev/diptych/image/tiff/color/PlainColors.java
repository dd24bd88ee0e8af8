package dev.diptych.image.tiff.color;

/** Samples that are channels already, of another depth. */
final class PlainColors implements PixelColors {
    private final int channels;
    private final int colors;
    private final int most;
    private final boolean inverted;
    private final boolean premultiplied;
    /** For each sample 0 to 255, cut, as ImageMagick does. */
    private final byte[] bytes;

    /** And for alpha what makes up for that: the more of a colour there is, the darker is the picture on white. */
    private final byte[] alphas;

    PlainColors(int channels, int colors, int depth, boolean inverted, boolean premultiplied) {
        this.channels = channels;
        this.colors = colors;
        this.most = (1 << depth) - 1;
        this.inverted = inverted;
        this.premultiplied = premultiplied;
        this.bytes = new byte[1 << depth];
        this.alphas = new byte[1 << depth];
        for (int i = 0; i <= most; i++) {
            bytes[i] = (byte) (i * 255L / most);
            alphas[i] = (byte) ((i * 255L + most - 1) / most);
        }
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public void convert(int[] samples, int pixels, byte[] target, int at) {
        for (int i = 0, t = at; i < pixels * channels; i += channels) {
            int alpha = samples[i + channels - 1];
            for (int c = 0; c < channels; c++, t++) {
                int sample = samples[i + c];
                if (c < colors) {
                    sample = premultiplied ? divided(sample, alpha) : sample;
                    sample = inverted ? most - sample : sample;
                }
                target[t] = c < colors ? bytes[sample] : alphas[sample];
            }
        }
    }

    private int divided(int sample, int alpha) {
        return alpha == 0 ? 0 : (int) Math.min(most, ((long) sample * most + alpha / 2) / alpha);
    }
}
