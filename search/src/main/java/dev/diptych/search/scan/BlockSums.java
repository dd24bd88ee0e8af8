package dev.diptych.search.scan;

import java.util.Arrays;

/*
 * Java 17 makes no vector instructions of bytes that are multiplied, nor of sums into one number, but does of arithmetic on ints
 * in loops over arrays with one index, one result a loop. So a byte of each of four rows is in an int, from which two shifts
 * take it with its sign, and each of the four has a loop and a sum of its own.
 */
/** The products of whole numbers of a block's rows with a query, summed over dimensions, two at a time. */
final class BlockSums {
    /** Rows in an int. */
    static final int ROWS = Integer.BYTES;

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

    /** Adds two dimensions, of four rows an int, times their levels. */
    void add(int[] first, int[] second, int firstLevel, int secondLevel) {
        for (int row = 0; row < ROWS; row++) {
            add(first, second, firstLevel, secondLevel, TOP - row * Byte.SIZE, sums[row]);
        }
    }

    private static void add(int[] first, int[] second, int a, int b, int up, int[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (first[i] << up >> TOP) * a + (second[i] << up >> TOP) * b;
        }
    }

    /** The sums of every fourth row of the block, from one of the first four on. */
    int[] of(int first) {
        return sums[first];
    }
}
