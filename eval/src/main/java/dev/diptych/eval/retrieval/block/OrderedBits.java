package dev.diptych.eval.retrieval.block;

/*
 * Java 17 makes no vector instructions of comparisons, nor of floats whose bits are wanted, but does of arithmetic on ints in
 * loops over arrays with one index, and of sums into one number none that are worth it. So floats are counted as ints: those
 * of a sign and a size become those of two's complement, in which -0 is 0. Of floats below 2 in size they are below 2^30, so
 * that "less" is the sign of a difference, which does not overflow.
 */
/** Floats below 2 in size as ints of the same order, equal where the floats are. */
final class OrderedBits {
    /** The bits of a float that is above no other. */
    static final int LEAST = Float.floatToRawIntBits(-2);

    private OrderedBits() {}

    /** One float's. */
    static int of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >> 31;
        return ((bits & 0x7FFFFFFF) ^ sign) - sign;
    }

    /**
     * Compares floats with a limit that all have and with one that each has.
     *
     * @param bits of floats, as they are
     * @param limit ordered
     * @param limits ordered
     * @param above adds 1 where a value is above {@code limit}
     * @param aboveOwn adds 1 where a value is above its one of {@code limits}
     */
    static void count(int[] bits, int limit, int[] limits, int[] above, int[] aboveOwn) {
        for (int i = 0; i < bits.length; i++) {
            int sign = bits[i] >> 31;
            int value =
                    ((bits[i] & 0x7FFFFFFF) ^ sign) - sign; // of(), which is not inlined before the loop is vectorised
            above[i] += (limit - value) >>> 31;
            aboveOwn[i] += (limits[i] - value) >>> 31;
        }
    }
}
