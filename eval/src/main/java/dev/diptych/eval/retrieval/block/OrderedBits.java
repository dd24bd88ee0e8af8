package dev.diptych.eval.retrieval.block;

/*
 * Java 17 makes no vector instructions of comparisons, nor of floats whose bits are wanted, but does of arithmetic on ints in
 * loops over arrays with one index. So floats are counted as ints: those of a sign and a size become those of two's
 * complement, in which -0 is 0, and "less" is the sign of a difference that does not overflow (Warren, Hacker's Delight,
 * section 2-12).
 */
/** Floats as ints of the same order, equal where the floats are; for numbers that are not NaN. */
final class OrderedBits {
    private OrderedBits() {}

    /** One float's. */
    static int of(float value) {
        int[] one = {Float.floatToRawIntBits(value)};
        order(one, 1);
        return one[0];
    }

    /** Orders the bits of floats in place. */
    static void order(int[] bits, int count) {
        for (int i = 0; i < count; i++) {
            int sign = bits[i] >> 31;
            bits[i] = ((bits[i] & 0x7FFFFFFF) ^ sign) - sign;
        }
    }

    /** How many of {@code values[from..to)} are above a limit. */
    static int above(int[] values, int from, int to, int limit) {
        int count = 0;
        for (int i = from; i < to; i++) {
            int value = values[i];
            count += ((limit & ~value) | (~(limit ^ value) & (limit - value))) >>> 31;
        }
        return count;
    }

    /** Adds 1 to each count whose value is above its limit. */
    static void countAbove(int[] values, int[] limits, int[] counts, int count) {
        for (int i = 0; i < count; i++) {
            int value = values[i];
            int limit = limits[i];
            counts[i] += ((limit & ~value) | (~(limit ^ value) & (limit - value))) >>> 31;
        }
    }
}
