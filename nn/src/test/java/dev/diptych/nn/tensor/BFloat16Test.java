package dev.diptych.nn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BFloat16Test {
    @Test
    void holdsEveryValueOfItsOwn() {
        for (int bits = Short.MIN_VALUE; bits <= Short.MAX_VALUE; bits++) {
            float value = BFloat16.toFloat((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(BFloat16.of(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void roundsToTheNearest() {
        assertThat(BFloat16.round(1 + 0x1p-7f + 0x1p-9f)).isEqualTo(1 + 0x1p-7f);
        assertThat(BFloat16.round(1 + 0x1p-7f - 0x1p-9f)).isEqualTo(1 + 0x1p-7f);
        assertThat(BFloat16.round(-3.14159f)).isEqualTo(-3.140625f);
    }

    @Test
    void roundsTiesToEven() {
        assertThat(BFloat16.round(1 + 0x1p-8f)).isEqualTo(1f);
        assertThat(BFloat16.round(1 + 3 * 0x1p-8f)).isEqualTo(1 + 0x1p-6f);
    }

    @Test
    void keepsWhatIsNotFinite() {
        assertThat(BFloat16.round(Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(BFloat16.round(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(BFloat16.round(Float.NaN)).isNaN();
        assertThat(BFloat16.round(Float.intBitsToFloat(0x7f800001))).isNaN();
    }
}
