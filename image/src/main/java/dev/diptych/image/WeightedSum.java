package dev.diptych.image;

import static dev.diptych.image.Coefficients.PRECISION_BITS;

import java.util.Arrays;

/**
 * The dot product of a resize, for a row of positions at once: each operand is an array of its own, and the loops hold
 * neither offsets, nor mixed types, nor comparisons, because only then does the JIT compiler (as of JDK 17) run them in
 * vector registers, ten times as fast.
 */
final class WeightedSum {
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private WeightedSum() {}

    /**
     * Sets {@code sums} to the sum of {@code count} rows, each times its weight, rounded and clipped to 0 to 255.
     *
     * @param rows values of 0 to 255; row r is {@code rows[r % rows.length]}
     * @param first the first row
     * @param weights from {@code weightsAt} on
     */
    static void of(int[][] rows, int first, int count, int[] weights, int weightsAt, int[] sums) {
        Arrays.fill(sums, HALF);
        int r = first % rows.length;
        int k = weightsAt;
        int end = weightsAt + count;
        for (; k + 4 <= end; k += 4, r += 4) {
            int[] a = rows[wrapped(r, rows.length)];
            int[] b = rows[wrapped(r + 1, rows.length)];
            int[] c = rows[wrapped(r + 2, rows.length)];
            int[] d = rows[wrapped(r + 3, rows.length)];
            addFour(sums, a, weights[k], b, weights[k + 1], c, weights[k + 2], d, weights[k + 3]);
        }
        for (; k < end; k++, r++) {
            addOne(sums, rows[wrapped(r, rows.length)], weights[k]);
        }
        clip(sums);
    }

    private static int wrapped(int index, int length) {
        return index < length ? index : index % length;
    }

    private static void addFour(
            int[] sums, int[] a, int weightA, int[] b, int weightB, int[] c, int weightC, int[] d, int weightD) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a[i] * weightA + b[i] * weightB + c[i] * weightC + d[i] * weightD;
        }
    }

    private static void addOne(int[] sums, int[] row, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private static void clip(int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            int value = sums[i] >> PRECISION_BITS;
            int positive = value & ~(value >> 31);
            sums[i] = (positive | ((255 - positive) >> 31)) & 255;
        }
    }
}
