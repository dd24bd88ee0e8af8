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
        return resize(source, width, height, filter, 0, 0, source.width(), source.height());
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
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "resize failed: size: " + width + "x" + height + ", expected at least 1x1");
        }
        if (!(left >= 0 && top >= 0 && right > left && bottom > top)
                || right > source.width()
                || bottom > source.height()) {
            throw new IllegalArgumentException("resize failed: box: " + left + "," + top + "," + right + "," + bottom
                    + ", expected a rectangle inside " + source.width() + "x" + source.height());
        }
        boolean columns = width != source.width() || left != 0 || right != width;
        boolean rows = height != source.height() || top != 0 || bottom != height;
        if (!columns && !rows) {
            return source;
        }
        Coefficients vertical = Coefficients.of(source.height(), top, bottom, height, filter);
        int firstRow = rows ? vertical.first()[0] : 0;
        int lastRow = rows ? vertical.lastSource() : height;
        int[] middle = columns
                ? horizontal(
                        source, firstRow, lastRow, Coefficients.of(source.width(), left, right, width, filter), width)
                : widen(source, firstRow, lastRow);
        byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        if (rows) {
            vertical(middle, firstRow, vertical, width * 3, target);
        } else {
            narrow(middle, 0, target, 0, target.length);
        }
        return new RgbImage(width, height, target);
    }

    private static int[] horizontal(RgbImage source, int firstRow, int lastRow, Coefficients c, int width) {
        byte[] pixels = source.pixels();
        int[] middle = new int[Math.multiplyExact((lastRow - firstRow) * 3, width)];
        int[] weights = c.weights();
        int[] first = c.first();
        int[] count = c.count();
        int taps = c.taps();
        int m = 0;
        for (int y = firstRow; y < lastRow; y++) {
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

    private static void vertical(int[] middle, int firstRow, Coefficients c, int stride, byte[] target) {
        int[] sums = new int[stride];
        for (int y = 0; y < c.first().length; y++) {
            int in = (c.first()[y] - firstRow) * stride;
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
            narrow(sums, 0, target, y * stride, stride);
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

    private static int[] widen(RgbImage source, int firstRow, int lastRow) {
        int stride = source.width() * 3;
        int[] middle = new int[(lastRow - firstRow) * stride];
        byte[] pixels = source.pixels();
        for (int i = 0; i < middle.length; i++) {
            middle[i] = pixels[firstRow * stride + i] & 0xFF;
        }
        return middle;
    }

    private static void narrow(int[] from, int fromOffset, byte[] to, int toOffset, int length) {
        for (int i = 0; i < length; i++) {
            to[toOffset + i] = (byte) from[fromOffset + i];
        }
    }
}
