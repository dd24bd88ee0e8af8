package dev.diptych.image;

import static dev.diptych.image.Coefficients.PRECISION_BITS;

import java.util.Arrays;

/**
 * Pillow's antialiased resize, equal to it byte for byte (libImaging/Resample.c, 8 bits per channel).
 *
 * <p>Two passes, columns first. Each output value is a dot product with integer weights, rounded and clipped to 8 bits
 * after each pass; when shrinking, the filter widens by the factor. Only the source rows that the second pass reads go
 * through the first, whose result is kept as ints so that the second pass runs in vector registers.
 */
public final class Resize {
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private Resize() {}

    /** {@code source} scaled to {@code width} x {@code height}. */
    public static RgbImage resize(RgbImage source, int width, int height, Resampling filter) {
        return resize(source, new Axis(source.width(), width), new Axis(source.height(), height), filter);
    }

    /**
     * A rectangle of {@code source} scaled to {@code width} x {@code height}; its edges may lie between pixels, and the
     * filter reads past them where the source goes on.
     *
     * @param left in source pixels, from 0
     * @param top in source pixels, from 0
     * @param right in source pixels, above {@code left}, at most the source's width
     * @param bottom in source pixels, above {@code top}, at most the source's height
     * @throws IllegalArgumentException if the size is below 1x1, or the rectangle is empty or leaves the source
     */
    public static RgbImage resize(
            RgbImage source,
            int width,
            int height,
            Resampling filter,
            float left,
            float top,
            float right,
            float bottom) {
        Axis columns = new Axis(source.width(), left, right, width, 0, width);
        Axis rows = new Axis(source.height(), top, bottom, height, 0, height);
        return resize(source, columns, rows, filter);
    }

    /**
     * A window of {@code source} scaled to {@code width} x {@code height}: the same pixels as resizing, then cropping,
     * without making the others.
     *
     * @param left the window's first column in the scaled image
     * @param top the window's first row in the scaled image
     * @throws IllegalArgumentException if the window is empty or leaves the scaled image
     */
    public static RgbImage resizeAndCrop(
            RgbImage source,
            int width,
            int height,
            Resampling filter,
            int left,
            int top,
            int cropWidth,
            int cropHeight) {
        Axis columns = new Axis(source.width(), 0, source.width(), width, left, cropWidth);
        Axis rows = new Axis(source.height(), 0, source.height(), height, top, cropHeight);
        return resize(source, columns, rows, filter);
    }

    private static RgbImage resize(RgbImage source, Axis columns, Axis rows, Resampling filter) {
        int width = columns.count();
        int height = rows.count();
        if (columns.isUnchanged() && rows.isUnchanged()) {
            boolean whole = width == source.width() && height == source.height();
            return whole ? source : source.crop(columns.first(), rows.first(), width, height);
        }
        // An axis that is not scaled gets weights of exactly one.
        Coefficients vertical = Coefficients.of(rows, filter);
        int[] middle = horizontal(
                source, vertical.firstSource(), vertical.endSource(), Coefficients.of(columns, filter), width);
        byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        vertical(middle, vertical, width * 3, target);
        return new RgbImage(width, height, target);
    }

    private static int[] horizontal(RgbImage source, int firstRow, int endRow, Coefficients c, int width) {
        byte[] pixels = source.pixels();
        int[] middle = new int[Math.multiplyExact((endRow - firstRow) * 3, width)];
        int[] weights = c.weights();
        int[] first = c.first();
        int[] count = c.count();
        int taps = c.taps();
        int m = 0;
        for (int y = firstRow; y < endRow; y++) {
            int row = y * source.width();
            for (int x = 0; x < width; x++) {
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                int p = (row + first[x]) * 3;
                int k = x * taps;
                for (int end = k + count[x]; k < end; k++, p += 3) {
                    int weight = weights[k];
                    red += (pixels[p] & 0xFF) * weight;
                    green += (pixels[p + 1] & 0xFF) * weight;
                    blue += (pixels[p + 2] & 0xFF) * weight;
                }
                middle[m] = clip(red);
                middle[m + 1] = clip(green);
                middle[m + 2] = clip(blue);
                m += 3;
            }
        }
        return middle;
    }

    private static void vertical(int[] middle, Coefficients c, int stride, byte[] target) {
        int[] sums = new int[stride];
        for (int y = 0; y < c.first().length; y++) {
            int in = (c.first()[y] - c.firstSource()) * stride;
            int k = y * c.taps();
            int end = k + c.count()[y];
            Arrays.fill(sums, HALF);
            for (; k + 4 <= end; k += 4, in += 4 * stride) {
                addFourRows(sums, middle, in, stride, c.weights(), k);
            }
            for (; k < end; k++, in += stride) {
                addRow(sums, middle, in, c.weights()[k]);
            }
            for (int i = 0; i < stride; i++) {
                sums[i] = clip(sums[i]);
            }
            narrow(sums, target, y * stride);
        }
    }

    private static void addFourRows(int[] sums, int[] middle, int in, int stride, int[] weights, int k) {
        int a = weights[k];
        int b = weights[k + 1];
        int c = weights[k + 2];
        int d = weights[k + 3];
        int in1 = in + stride;
        int in2 = in1 + stride;
        int in3 = in2 + stride;
        for (int i = 0; i < sums.length; i++) {
            sums[i] += middle[in + i] * a + middle[in1 + i] * b + middle[in2 + i] * c + middle[in3 + i] * d;
        }
    }

    private static void addRow(int[] sums, int[] middle, int in, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += middle[in + i] * weight;
        }
    }

    private static int clip(int sum) {
        return Math.min(Math.max(sum >> PRECISION_BITS, 0), 255);
    }

    private static void narrow(int[] from, byte[] to, int toOffset) {
        for (int i = 0; i < from.length; i++) {
            to[toOffset + i] = (byte) from[i];
        }
    }
}
