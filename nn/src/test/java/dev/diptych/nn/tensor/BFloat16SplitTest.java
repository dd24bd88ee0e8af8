package dev.diptych.nn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BFloat16SplitTest {
    private static final int COUNT = 10_000;

    @Test
    void putsTogetherWhatItSplit() {
        int[] bits = new Random(3).ints(COUNT).filter(each -> !isNaN(each)).toArray();
        roundTrip(bits);
    }

    @Test
    void putsTogetherTiesInfinitiesZerosAndTheSmallest() {
        int[] bits = {
            0x3F808000,
            0x3F818000,
            0xBF808000,
            0xBF818000,
            0x3F807FFF,
            0x3F808001,
            0x7F7FFFFF,
            0x7F800000,
            0xFF800000,
            0xFF7FFFFF,
            0,
            0x80000000,
            1,
            0x80000001,
            0x00008000,
            0x007FFFFF,
            0x7FC00000
        };
        roundTrip(bits);
    }

    @Test
    void putsTogetherValuesOfFloat16() {
        int[] bits = new int[COUNT];
        Random random = new Random(4);
        for (int i = 0; i < COUNT; i++) {
            bits[i] = Float.floatToRawIntBits(Float16.toFloat(Float16.of((float) random.nextGaussian())));
        }
        roundTrip(bits);
    }

    @Test
    void saysWhereANaNWouldBeAnother() {
        int[] bits = {0x3F800000, 0x7F800001};
        assertThat(BFloat16Split.split(bits, new short[2], new short[2], new BitSet(), 0))
                .isFalse();
    }

    private static void roundTrip(int[] bits) {
        short[] upper = new short[bits.length];
        short[] rest = new short[bits.length];
        BitSet ties = new BitSet();
        assertThat(BFloat16Split.split(bits, upper, rest, ties, 7)).isTrue();
        for (int i = 0; i < bits.length; i++) {
            assertThat(upper[i]).isEqualTo(BFloat16.of(Float.intBitsToFloat(bits[i])));
        }
        int[] joined = new int[bits.length];
        BFloat16Split.join(upper, rest, ties, 7, joined);
        assertThat(joined).containsExactly(bits);
    }

    private static boolean isNaN(int bits) {
        return Float.isNaN(Float.intBitsToFloat(bits));
    }
}
