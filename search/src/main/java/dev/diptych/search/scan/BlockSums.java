package dev.diptych.search.scan;

import java.util.Arrays;

/*
 * Java 17 makes no vector instructions of bytes that are multiplied, nor of sums into one number, but does of arithmetic on ints
 * in loops over arrays with one index, one result a loop. So a byte of each of four rows is in an int, from which two shifts
 * take it with its sign, and each of the four has a loop and a sum of its own.
 */
/** The products of whole numbers of a block's rows with a query, summed over dimensions, four at a time. */
final class BlockSums {
    /** Rows in an int. */
    static final int ROWS = Integer.BYTES;

    /** Dimensions at a time: a sum is read and written once for them. */
    static final int TOGETHER = 4;

    private static final int TOP = Integer.SIZE - Byte.SIZE;

    private final int[][] sums; // [4, lanes]

    /** @param lanes a quarter of the block's rows */
    BlockSums(int lanes) {
        sums = new int[ROWS][lanes];
    }

    /** Begins again. */
    void clear() {
        for (int[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    /**
     * Adds four dimensions, each times its level.
     *
     * @param dimensions int8 [4, rows], of four rows an int
     * @param levels of the query, those from {@code from} on
     */
    void add(int[][] dimensions, int[] levels, int from) {
        for (int row = 0; row < ROWS; row++) {
            add(
                    dimensions[0],
                    dimensions[1],
                    dimensions[2],
                    dimensions[3],
                    levels[from],
                    levels[from + 1],
                    levels[from + 2],
                    levels[from + 3],
                    TOP - row * Byte.SIZE,
                    sums[row]);
        }
    }

    private static void add(int[] x, int[] y, int[] z, int[] w, int a, int b, int c, int d, int up, int[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (x[i] << up >> TOP) * a
                    + (y[i] << up >> TOP) * b
                    + (z[i] << up >> TOP) * c
                    + (w[i] << up >> TOP) * d;
        }
    }

    /** The sums of every fourth row of the block, from one of the first four on. */
    int[] of(int first) {
        return sums[first];
    }
}
