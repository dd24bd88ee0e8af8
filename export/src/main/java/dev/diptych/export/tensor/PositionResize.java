package dev.diptych.export.tensor;

/*
 * The filter is that of PyTorch's F.interpolate(mode="bicubic", antialias=True, align_corners=False), which open_clip's
 * resize_pos_embed calls: Keys' cubic with a = -0.5, widened by the scale where the grid shrinks, weights of each target
 * normalised to 1. A target's centre lies at scale * (i + 0.5) in the source's units.
 */
/** Interpolates learnt positions to another number of them. */
final class PositionResize {
    private static final double KEYS = -0.5;
    private static final double SUPPORT = 2;

    private PositionResize() {}

    /**
     * Resizes the square grid of an image's patches, bicubic and antialiased; what stands before it is kept.
     *
     * @param positions float32 [prefix + H * H, W]
     * @param prefix rows before the grid, such as the class token's
     * @param from H, the side of the grid
     * @param to N, the side that it becomes
     * @return float32 [prefix + N * N, W]
     */
    static float[] grid(float[] positions, int prefix, int from, int to) {
        int width = positions.length / (prefix + from * from);
        double[][] weights = bicubic(from, to);
        double[] rows = new double[to * from * width]; // [N, H, W], the rows of the grid resized
        for (int target = 0; target < to; target++) {
            for (int source = 0; source < from; source++) {
                double weight = weights[target][source];
                for (int i = 0; weight != 0 && i < from * width; i++) {
                    rows[target * from * width + i] += weight * positions[(prefix + source * from) * width + i];
                }
            }
        }
        float[] out = new float[(prefix + to * to) * width];
        System.arraycopy(positions, 0, out, 0, prefix * width);
        for (int row = 0; row < to; row++) {
            for (int target = 0; target < to; target++) {
                for (int i = 0; i < width; i++) {
                    double sum = 0;
                    for (int source = 0; source < from; source++) {
                        sum += weights[target][source] * rows[(row * from + source) * width + i];
                    }
                    out[(prefix + row * to + target) * width + i] = (float) sum;
                }
            }
        }
        return out;
    }

    /**
     * Resizes the positions of a text, linearly, as open_clip's resize_text_pos_embed does.
     *
     * @param positions float32 [T, W]
     * @param from T
     * @param to how many they become
     * @return float32 [to, W]
     */
    static float[] line(float[] positions, int from, int to) {
        int width = positions.length / from;
        float[] out = new float[to * width];
        for (int target = 0; target < to; target++) {
            double at = Math.max(0, (target + 0.5) * from / to - 0.5);
            int low = Math.min((int) at, from - 1);
            int high = Math.min(low + 1, from - 1);
            double share = at - low;
            for (int i = 0; i < width; i++) {
                out[target * width + i] =
                        (float) ((1 - share) * positions[low * width + i] + share * positions[high * width + i]);
            }
        }
        return out;
    }

    /** The weight of each source for each target, [to, from]. */
    private static double[][] bicubic(int from, int to) {
        double scale = (double) from / to;
        double widening = Math.max(scale, 1);
        double[][] weights = new double[to][from];
        for (int target = 0; target < to; target++) {
            double centre = scale * (target + 0.5);
            int first = Math.max(0, (int) (centre - SUPPORT * widening + 0.5));
            int end = Math.min(from, (int) (centre + SUPPORT * widening + 0.5));
            double sum = 0;
            for (int source = first; source < end; source++) {
                weights[target][source] = keys((source - centre + 0.5) / widening);
                sum += weights[target][source];
            }
            for (int source = first; source < end; source++) {
                weights[target][source] /= sum;
            }
        }
        return weights;
    }

    private static double keys(double x) {
        double t = Math.abs(x);
        if (t < 1) {
            return ((KEYS + 2) * t - (KEYS + 3)) * t * t + 1;
        }
        return t < 2 ? (((t - 5) * t + 8) * t - 4) * KEYS : 0;
    }
}
