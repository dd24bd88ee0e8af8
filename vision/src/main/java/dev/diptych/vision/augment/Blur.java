package dev.diptych.vision.augment;

import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Limits;
import dev.diptych.vision.augment.draw.Range;

/**
 * A random Gaussian blur.
 *
 * @param prob how often an image is blurred, 0 to 1
 * @param sigma the standard deviation in pixels of the model input is drawn from here; 0.1 to 8
 */
public record Blur(float prob, Range sigma) {
    public static final Blur NONE = new Blur(0, new Range(0.1f, 2));

    /** Where the kernel is cut off, in standard deviations: 1.2 % of its weight lies outside. */
    private static final float CUT_OFF = 2.5f;

    public Blur {
        Limits.requireProbability("blur.prob", prob);
        Limits.requireWithin("blur.sigma", sigma, 0.1f, 8);
    }

    void apply(Planes planes, Draws draws) {
        if (draws.chance(prob)) {
            blur(planes, draws.uniform(sigma));
        }
    }

    /** Blurs with a kernel that adds up to 1; pixels past an edge are the edge's. */
    static void blur(Planes planes, float sigma) {
        float[] kernel = halfKernel(sigma);
        int size = planes.size();
        float[] plane = new float[planes.area()];
        float[] padded = new float[size + 2 * (kernel.length - 1)];
        float[] sums = new float[size];
        for (int start = planes.red(); start < planes.end(); start += planes.area()) {
            for (int y = 0; y < size; y++) {
                blurRow(planes.values(), start + y * size, kernel, padded, sums);
                System.arraycopy(sums, 0, plane, y * size, size);
            }
            for (int y = 0; y < size; y++) {
                blurColumns(plane, y, kernel, sums);
                System.arraycopy(sums, 0, planes.values(), start + y * size, size);
            }
        }
    }

    /** The weights of the middle and of each pixel to one side. */
    private static float[] halfKernel(float sigma) {
        int radius = (int) Math.ceil(CUT_OFF * sigma);
        double[] weights = new double[radius + 1];
        double sum = 0;
        for (int k = 0; k <= radius; k++) {
            weights[k] = Math.exp(-0.5 * k * k / (sigma * sigma));
            sum += k == 0 ? weights[k] : 2 * weights[k];
        }
        float[] kernel = new float[radius + 1];
        for (int k = 0; k <= radius; k++) {
            kernel[k] = (float) (weights[k] / sum);
        }
        return kernel;
    }

    private static void blurRow(float[] values, int start, float[] kernel, float[] padded, float[] sums) {
        int radius = kernel.length - 1;
        int size = sums.length;
        System.arraycopy(values, start, padded, radius, size);
        for (int k = 0; k < radius; k++) {
            padded[k] = values[start];
            padded[radius + size + k] = values[start + size - 1];
        }
        for (int i = 0; i < size; i++) {
            sums[i] = kernel[0] * padded[radius + i];
        }
        for (int k = 1; k <= radius; k++) {
            addPair(sums, padded, radius - k, radius + k, kernel[k]);
        }
    }

    private static void blurColumns(float[] plane, int y, float[] kernel, float[] sums) {
        int size = sums.length;
        for (int i = 0; i < size; i++) {
            sums[i] = kernel[0] * plane[y * size + i];
        }
        for (int k = 1; k < kernel.length; k++) {
            int above = Math.max(y - k, 0) * size;
            int below = Math.min(y + k, size - 1) * size;
            addPair(sums, plane, above, below, kernel[k]);
        }
    }

    private static void addPair(float[] sums, float[] values, int one, int other, float weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * (values[one + i] + values[other + i]);
        }
    }
}
