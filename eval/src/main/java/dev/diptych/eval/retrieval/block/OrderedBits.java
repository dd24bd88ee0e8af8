package dev.diptych.eval.retrieval.block;

/*
 * Java 17 makes no vector instructions of comparisons, nor of floats whose bits are wanted, but does of arithmetic on ints in
 * loops over arrays with one index, and of sums into one number none that are worth it. So floats are counted as ints: those
 * of a sign and a size become those of two's complement, in which -0 is 0, and "less" is the sign of a difference that does
 * not overflow (Warren, Hacker's Delight, section 2-12).
 */
/** Floats as ints of the same order, equal where the floats are; for numbers that are not NaN. */
final class OrderedBits {
    private OrderedBits() {}

    /** One float's. */
    static int of(float value) {
        int[] one = {Float.floatToRawIntBits(value)};
        order(one);
        return one[0];
    }

    /** Orders the bits of floats in place. */
    static void order(int[] bits) {
        for (int i = 0; i < bits.length; i++) {
            int sign = bits[i] >> 31;
            bits[i] = ((bits[i] & 0x7FFFFFFF) ^ sign) - sign;
        }
    }

    /** Adds 1 to each count whose value is above its limit; none is above {@link Integer#MAX_VALUE}. */
    static void countAbove(int[] values, int[] limits, int[] counts) {
        for (int i = 0; i < values.length; i++) {
            int value = values[i];
            int limit = limits[i];
            counts[i] += ((limit & ~value) | (~(limit ^ value) & (limit - value))) >>> 31;
        }
    }
}
