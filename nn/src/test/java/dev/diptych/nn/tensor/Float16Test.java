package dev.diptych.nn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class Float16Test {
    @Test
    void everyHalfHasTheValueOfItsFields() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            double mantissa = bits & 0x3FF;
            int exponent = bits >> 10 & 0x1F;
            double size = exponent == 0
                    ? mantissa * Math.pow(2, -24)
                    : exponent == 31
                            ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                            : (1 + mantissa / 1024) * Math.pow(2, exponent - 15);
            float value = Float16.toFloat((short) bits);
            Double expected = (bits & 0x8000) == 0 ? size : -size;
            assertThat(Double.valueOf(value)).as("%04x", bits).isEqualTo(expected);
        }
    }

    @Test
    void everyHalfSurvivesFloat32() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short half = (short) bits;
            boolean nan = (half & 0x7FFF) > 0x7C00;
            short expected = nan ? (short) (half | 0x200) : half; // a NaN becomes quiet
            assertThat(Float16.of(Float16.toFloat(half))).as("%04x", bits).isEqualTo(expected);
        }
    }

    @Test
    void roundsToTheNearestAndTiesToEven() {
        for (int bits = 0; bits < 0x7BFF; bits++) {
            float low = Float16.toFloat((short) bits);
            float high = Float16.toFloat((short) (bits + 1));
            float middle = (low + high) / 2; // exact: float32 has 13 bits more
            assertThat(Float16.of(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(Float16.of(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
            assertThat(Float16.of(middle)).isEqualTo((short) (bits % 2 == 0 ? bits : bits + 1));
            assertThat(Float16.of(-middle)).isEqualTo((short) (0x8000 | (bits % 2 == 0 ? bits : bits + 1)));
        }
        assertThat(Float16.of(Math.nextDown(65520f))).isEqualTo((short) 0x7BFF);
        assertThat(Float16.of(65520)).isEqualTo((short) 0x7C00);
    }

    @Test
    void neverMovesAValueByMoreThanHalfAUnit() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 26));
            if (Math.abs(value) < Float16.MAX) {
                double unit = Math.max(Math.pow(2, Math.getExponent(value) - 10), Math.pow(2, -24));
                assertThat(Math.abs((double) Float16.toFloat(Float16.of(value)) - value))
                        .as("%s", value)
                        .isLessThanOrEqualTo(unit / 2);
            }
        }
    }
}
