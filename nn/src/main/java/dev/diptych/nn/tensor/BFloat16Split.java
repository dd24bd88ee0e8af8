package dev.diptych.nn.tensor;

import java.util.BitSet;

/*
 * The nearest bfloat16 is off by a multiple of a float32's last bit that 16 bits hold, of which there is one too few: half a unit
 * upwards and half a unit downwards have the same. Those that were rounded downwards are kept in a set, which is empty where weights
 * are not ties.
 */
/** float32 values as their nearest bfloat16 and what that leaves, from which they are put together again to the bit. */
public final class BFloat16Split {
    private static final int HALF = 0x8000;

    private BFloat16Split() {}

    /**
     * Splits values.
     *
     * @param bits of float32
     * @param upper written: bfloat16, as many
     * @param rest written: what is to be added to them
     * @param ties takes {@code first + i} where value i is a tie that was rounded downwards
     * @return false if a value is a NaN that bfloat16 does not hold, which cannot be put together again
     */
    public static boolean split(int[] bits, short[] upper, short[] rest, BitSet ties, int first) {
        boolean whole = true;
        for (int i = 0; i < bits.length; i++) {
            short rounded = BFloat16.of(Float.intBitsToFloat(bits[i]));
            int left = bits[i] - (rounded << 16);
            upper[i] = rounded;
            rest[i] = (short) left;
            if (left == HALF) {
                ties.set(first + i);
            }
            whole &= left >= -HALF && left <= HALF;
        }
        return whole;
    }

    /** Puts together what {@link #split} made of values. */
    public static void join(short[] upper, short[] rest, BitSet ties, int first, int[] bits) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (upper[i] << 16) + rest[i];
        }
        for (int tie = ties.nextSetBit(first); tie >= 0 && tie < first + bits.length; tie = ties.nextSetBit(tie + 1)) {
            bits[tie - first] = (upper[tie - first] << 16) + HALF;
        }
    }
}
