package dev.diptych.contrastive.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NpyTypeTest {
    /** IEEE 754-2008, section 3.4: binary16. */
    private static double value(int half) {
        int exponent = half >> 10 & 0x1F;
        int mantissa = half & 0x3FF;
        double size = exponent == 0 ? mantissa * 0x1p-24 : (1024 + mantissa) * Math.pow(2, exponent - 25);
        return (half & 0x8000) == 0 ? size : -size;
    }

    @Test
    void keepsEveryHalf() {
        for (int half = 0; half < 0x10000; half++) {
            if ((half >> 10 & 0x1F) != 0x1F) {
                assertThat(NpyType.half((float) value(half))).isEqualTo((short) half);
            }
        }
    }

    @Test
    void roundsToTheNearestHalfAndTiesToEven() {
        Random random = new Random(4);
        for (int half = 0; half < 0x7BFF; half++) {
            double below = value(half);
            double above = value(half + 1);
            float middle = (float) ((below + above) / 2); // exact: one bit more
            assertThat(NpyType.half(middle)).isEqualTo((short) (half + (half & 1)));
            float between = (float) (below + (above - below) * random.nextDouble());
            int nearest = between < middle ? half : half + 1;
            if (between != middle) {
                assertThat(NpyType.half(between)).as("%s", between).isEqualTo((short) nearest);
                assertThat(NpyType.half(-between)).isEqualTo((short) (nearest | 0x8000));
            }
        }
    }

    @Test
    void keepsWhatIsNoNumber() {
        assertThat(NpyType.half(65519)).isEqualTo((short) 0x7BFF);
        assertThat(NpyType.half(65520)).isEqualTo((short) 0x7C00);
        assertThat(NpyType.half(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xFC00);
        assertThat(NpyType.half(Float.NaN) & 0x7E00).isEqualTo(0x7E00);
    }
}
