package dev.diptych.search.scan;

import java.util.Arrays;

/*
 * Java 17 makes no vector instructions of bytes that are multiplied, nor of sums into one number, but does of arithmetic on ints
 * in loops over arrays with one index. So four rows are in an int, a byte each; masked and shifted they are two numbers of 16
 * bits with room for their products with levels of two dimensions, which one multiplication of ints makes for both. The
 * lower one may be negative and borrows from the upper one, which is undone by subtracting it with its sign.
 */
/** The products of whole numbers of a block's rows with a query, summed over dimensions, two at a time. */
final class BlockSums {
    private static final int BYTES = 0x00FF00FF; // every other byte
    private static final int HALF = 16;

    private final int[] sum0;
    private final int[] sum1;
    private final int[] sum2;
    private final int[] sum3;
    private final int[] even;
    private final int[] odd;

    /** @param lanes a quarter of the block's rows */
    BlockSums(int lanes) {
        sum0 = new int[lanes];
        sum1 = new int[lanes];
        sum2 = new int[lanes];
        sum3 = new int[lanes];
        even = new int[lanes];
        odd = new int[lanes];
    }

    /** Begins again. */
    void clear() {
        Arrays.fill(sum0, 0);
        Arrays.fill(sum1, 0);
        Arrays.fill(sum2, 0);
        Arrays.fill(sum3, 0);
    }

    /** Adds two dimensions, of four rows an int, times their levels. */
    void add(int[] first, int[] second, int firstLevel, int secondLevel) {
        multiply(first, second, firstLevel, secondLevel, even, odd);
        split(even, sum0, sum2);
        split(odd, sum1, sum3);
    }

    private static void multiply(int[] first, int[] second, int a, int b, int[] even, int[] odd) {
        for (int i = 0; i < even.length; i++) {
            even[i] = (first[i] & BYTES) * a + (second[i] & BYTES) * b;
            odd[i] = ((first[i] >>> 8) & BYTES) * a + ((second[i] >>> 8) & BYTES) * b;
        }
    }

    private static void split(int[] products, int[] low, int[] high) {
        for (int i = 0; i < low.length; i++) {
            int lower = products[i] << HALF >> HALF;
            low[i] += lower;
            high[i] += (products[i] - lower) >> HALF;
        }
    }

    /** The sum of a row of the block. */
    int of(int row) {
        int lane = row >> 2;
        return switch (row & 3) {
            case 0 -> sum0[lane];
            case 1 -> sum1[lane];
            case 2 -> sum2[lane];
            default -> sum3[lane];
        };
    }
}
