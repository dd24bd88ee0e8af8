package dev.diptych.image;

import static dev.diptych.image.Coefficients.PRECISION_BITS;

import java.util.Arrays;

/**
 * The dot product of a resize, for a row of positions at once: each operand is an array of its own, and the loops hold
 * neither offsets, nor mixed types, nor comparisons, because only then does the JIT compiler (as of JDK 17) run them in
 * vector registers, ten times as fast.
 */
final class WeightedSum {
    /** So many rows are read at a time; the weights of rows past the last are zero. */
    static final int GROUP = 4;

    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private WeightedSum() {}

    /**
     * Sets {@code sums} to the sum of {@code count} rows, each times its weight, rounded and clipped to 0 to 255.
     *
     * @param rows values of 0 to 255; row r is {@code rows[r % rows.length]}
     * @param first the first row
     * @param weights from {@code weightsAt} on, in groups of {@link #GROUP} that zeros fill up
     */
    static void of(int[][] rows, int first, int count, int[] weights, int weightsAt, int[] sums) {
        Arrays.fill(sums, HALF);
        for (int k = 0; k < count; k += GROUP) {
            int r = (first + k) % rows.length;
            int[] a = rows[r];
            int[] b = rows[wrapped(r + 1, rows.length)];
            int[] c = rows[wrapped(r + 2, rows.length)];
            int[] d = rows[wrapped(r + 3, rows.length)];
            int w = weightsAt + k;
            if (k + GROUP < count) {
                add(sums, a, weights[w], b, weights[w + 1], c, weights[w + 2], d, weights[w + 3]);
            } else {
                addAndClip(sums, a, weights[w], b, weights[w + 1], c, weights[w + 2], d, weights[w + 3]);
            }
        }
    }

    private static int wrapped(int index, int length) {
        return index < length ? index : index % length;
    }

    private static void add(
            int[] sums, int[] a, int weightA, int[] b, int weightB, int[] c, int weightC, int[] d, int weightD) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a[i] * weightA + b[i] * weightB + c[i] * weightC + d[i] * weightD;
        }
    }

    private static void addAndClip(
            int[] sums, int[] a, int weightA, int[] b, int weightB, int[] c, int weightC, int[] d, int weightD) {
        for (int i = 0; i < sums.length; i++) {
            int sum = sums[i] + a[i] * weightA + b[i] * weightB + c[i] * weightC + d[i] * weightD;
            int value = sum >> PRECISION_BITS;
            int positive = value & ~(value >> 31);
            sums[i] = (positive | ((255 - positive) >> 31)) & 255;
        }
    }
}
