package dev.diptych.image.resize;

import static dev.diptych.image.resize.Coefficients.PRECISION_BITS;

import java.util.Arrays;

/**
 * The dot product of a resize, for a row of packed pixels at once.
 *
 * <p>Each operand is an array of its own, each loop is about one channel, and none holds offsets, mixed types or
 * comparisons: only then does the JIT compiler (as of JDK 17) run it in vector registers, ten times as fast.
 */
final class WeightedSum {
    /** So many rows are read at a time; the weights of rows past the last are zero. */
    static final int GROUP = 4;

    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private final int[] red;
    private final int[] green;
    private final int[] blue;

    /** For rows of {@code length} pixels. */
    WeightedSum(int length) {
        this.red = new int[length];
        this.green = new int[length];
        this.blue = new int[length];
    }

    /**
     * Sums {@code count} rows, each times its weight, and rounds and clips the sums to pixels.
     *
     * @param rows packed pixels, as {@link PackedPixels} has them; row r is {@code rows[r % rows.length]}
     * @param first the first row
     * @param weights from {@code weightsAt} on, in groups of {@link #GROUP} that zeros fill up
     * @param target takes the pixels
     */
    void of(int[][] rows, int first, int count, int[] weights, int weightsAt, int[] target) {
        Arrays.fill(red, HALF);
        Arrays.fill(green, HALF);
        Arrays.fill(blue, HALF);
        for (int k = 0; k < count; k += GROUP) {
            int r = (first + k) % rows.length;
            int[] a = rows[r];
            int[] b = rows[wrapped(r + 1, rows.length)];
            int[] c = rows[wrapped(r + 2, rows.length)];
            int[] d = rows[wrapped(r + 3, rows.length)];
            int w = weightsAt + k;
            addRed(red, a, weights[w], b, weights[w + 1], c, weights[w + 2], d, weights[w + 3]);
            addGreen(green, a, weights[w], b, weights[w + 1], c, weights[w + 2], d, weights[w + 3]);
            addBlue(blue, a, weights[w], b, weights[w + 1], c, weights[w + 2], d, weights[w + 3]);
        }
        pack(red, green, blue, target);
    }

    private static int wrapped(int index, int length) {
        return index < length ? index : index % length;
    }

    private static void addRed(
            int[] sums, int[] a, int weightA, int[] b, int weightB, int[] c, int weightC, int[] d, int weightD) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] +=
                    (a[i] & 255) * weightA + (b[i] & 255) * weightB + (c[i] & 255) * weightC + (d[i] & 255) * weightD;
        }
    }

    private static void addGreen(
            int[] sums, int[] a, int weightA, int[] b, int weightB, int[] c, int weightC, int[] d, int weightD) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (a[i] >> 8 & 255) * weightA
                    + (b[i] >> 8 & 255) * weightB
                    + (c[i] >> 8 & 255) * weightC
                    + (d[i] >> 8 & 255) * weightD;
        }
    }

    private static void addBlue(
            int[] sums, int[] a, int weightA, int[] b, int weightB, int[] c, int weightC, int[] d, int weightD) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (a[i] >> 16 & 255) * weightA
                    + (b[i] >> 16 & 255) * weightB
                    + (c[i] >> 16 & 255) * weightC
                    + (d[i] >> 16 & 255) * weightD;
        }
    }

    private static void pack(int[] red, int[] green, int[] blue, int[] target) {
        for (int i = 0; i < red.length; i++) {
            int r = red[i] >> PRECISION_BITS;
            int g = green[i] >> PRECISION_BITS;
            int b = blue[i] >> PRECISION_BITS;
            r &= ~(r >> 31); // what is negative becomes 0
            g &= ~(g >> 31);
            b &= ~(b >> 31);
            r = (r | (255 - r) >> 31) & 255; // what is above 255 becomes 255
            g = (g | (255 - g) >> 31) & 255;
            b = (b | (255 - b) >> 31) & 255;
            target[i] = r | g << 8 | b << 16;
        }
    }
}
