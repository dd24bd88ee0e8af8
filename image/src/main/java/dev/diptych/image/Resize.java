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
    private static final long HALF_PAIR = (long) HALF << 32 | HALF;

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
        int[][] middle = horizontal(
                source, vertical.firstSource(), vertical.endSource(), Coefficients.of(columns, filter), width);
        byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        vertical(middle, vertical, target);
        return new RgbImage(width, height, target);
    }

    /** Two rows at a time: each {@code long} holds one value of either row, and one multiplication serves both. */
    private static int[][] horizontal(RgbImage source, int firstRow, int endRow, Coefficients c, int width) {
        int[][] middle = new int[endRow - firstRow][width * 3];
        long[] pair = new long[source.width() * 3];
        int from = c.firstSource() * 3;
        int to = c.endSource() * 3;
        for (int y = firstRow; y < endRow; y += 2) {
            int lower = Math.min(y + 1, endRow - 1);
            interleave(source, y, lower, from, to, pair);
            horizontal(pair, c, middle[y - firstRow], middle[lower - firstRow]);
        }
        return middle;
    }

    private static void interleave(RgbImage source, int upperRow, int lowerRow, int from, int to, long[] pair) {
        byte[] pixels = source.pixels();
        int upper = upperRow * source.width() * 3;
        int lower = lowerRow * source.width() * 3;
        for (int i = from; i < to; i++) {
            pair[i] = (pixels[upper + i] & 0xFFL) | (pixels[lower + i] & 0xFFL) << 32;
        }
    }

    private static void horizontal(long[] pair, Coefficients c, int[] upper, int[] lower) {
        int[] weights = c.weights();
        int[] first = c.first();
        int[] count = c.count();
        int taps = c.taps();
        for (int x = 0, to = 0; x < first.length; x++, to += 3) {
            long red = HALF_PAIR;
            long green = HALF_PAIR;
            long blue = HALF_PAIR;
            int p = first[x] * 3;
            int k = x * taps;
            for (int end = k + count[x]; k < end; k++, p += 3) {
                long weight = weights[k];
                red += pair[p] * weight;
                green += pair[p + 1] * weight;
                blue += pair[p + 2] * weight;
            }
            put(upper, lower, to, red);
            put(upper, lower, to + 1, green);
            put(upper, lower, to + 2, blue);
        }
    }

    /** Takes two signed sums apart: the lower half borrowed one from the upper where it is negative. */
    private static void put(int[] upper, int[] lower, int at, long sums) {
        int low = (int) sums;
        upper[at] = clip(low);
        lower[at] = clip((int) ((sums - low) >> 32));
    }

    private static void vertical(int[][] middle, Coefficients c, byte[] target) {
        int[] weights = c.weights();
        int[] sums = new int[middle[0].length];
        for (int y = 0; y < c.first().length; y++) {
            int row = c.first()[y] - c.firstSource();
            int k = y * c.taps();
            int end = k + c.count()[y];
            Arrays.fill(sums, HALF);
            for (; k + 2 <= end; k += 2, row += 2) {
                addRows(sums, middle[row], weights[k], middle[row + 1], weights[k + 1]);
            }
            if (k < end) {
                addRow(sums, middle[row], weights[k]);
            }
            narrow(sums, target, y * sums.length);
        }
    }

    private static void addRows(int[] sums, int[] one, int weight, int[] other, int otherWeight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += one[i] * weight + other[i] * otherWeight;
        }
    }

    private static void addRow(int[] sums, int[] row, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private static int clip(int sum) {
        return Math.min(Math.max(sum >> PRECISION_BITS, 0), 255);
    }

    private static void narrow(int[] sums, byte[] to, int at) {
        for (int i = 0; i < sums.length; i++) {
            to[at + i] = (byte) clip(sums[i]);
        }
    }
}
