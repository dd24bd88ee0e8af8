package dev.diptych.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Range;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Blur, shading and erasing. */
class AppearanceTest {
    private static final int SIZE = 16;
    private static final int AREA = SIZE * SIZE;

    @Test
    void blurEqualsADirectConvolution() {
        Planes planes = noise();
        float[] before = planes.values().clone();
        double sigma = 1.1;

        Blur.blur(planes, (float) sigma);

        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    double sum = 0;
                    double weights = 0;
                    for (int dy = -3; dy <= 3; dy++) {
                        for (int dx = -3; dx <= 3; dx++) {
                            double weight = Math.exp(-0.5 * (dx * dx + dy * dy) / (sigma * sigma));
                            int row = Math.min(Math.max(y + dy, 0), SIZE - 1);
                            int column = Math.min(Math.max(x + dx, 0), SIZE - 1);
                            sum += weight * before[c * AREA + row * SIZE + column];
                            weights += weight;
                        }
                    }
                    // float32: a few units in the last place of a value below 1.
                    assertThat(planes.values()[c * AREA + y * SIZE + x])
                            .isCloseTo((float) (sum / weights), within(1e-6f));
                }
            }
        }
    }

    @Test
    void blurKeepsAConstantImage() {
        Planes planes = constant(0.25f);

        Blur.blur(planes, 8);

        for (float value : planes.values()) {
            assertThat(value).isCloseTo(0.25f, within(1e-6f));
        }
    }

    @Test
    void linearShadingGrowsAlongItsDirection() {
        Planes planes = constant(0.5f);

        Shading.multiply(planes, 1, 0.4f, 0, 0);

        assertThat(planes.values()[0]).isCloseTo(0.5f * (1 - 0.4f * 15 / 16), within(1e-6f));
        assertThat(planes.values()[15]).isCloseTo(0.5f * (1 + 0.4f * 15 / 16), within(1e-6f));
        assertThat(planes.values()[AREA - 1]).isEqualTo(planes.values()[15]);
    }

    @Test
    void radialShadingIsBrightestAtItsMiddle() {
        Planes planes = constant(0.5f);

        Shading.multiply(planes, 1.5f, 0, 0, -0.5f);

        float[] v = planes.values();
        assertThat(v[8 * SIZE + 8]).isGreaterThan(v[8 * SIZE + 12]).isCloseTo(0.75f, within(0.01f));
        assertThat(v[0]).isLessThan(v[8]);
    }

    @Test
    void shadingStaysWithinTheRangeOfColors() {
        for (int sample = 0; sample < 100; sample++) {
            Planes planes = noise();
            new Shading(1, 1).apply(planes, new Draws(1, 2, sample, 0));
            for (float value : planes.values()) {
                assertThat(value).isBetween(0f, 1f);
            }
        }
    }

    @Test
    void erasingClearsOneRectangleInAllChannels() {
        for (int sample = 0; sample < 100; sample++) {
            Planes planes = constant(1);
            new Erasing(1, 1, Erasing.Mode.CONST, Erasing.DEFAULT_SCALE, Erasing.DEFAULT_RATIO)
                    .apply(planes, new Draws(1, 2, sample, 0));

            int left = SIZE;
            int right = -1;
            int top = SIZE;
            int bottom = -1;
            int erased = 0;
            for (int i = 0; i < AREA; i++) {
                assertThat(planes.values()[i + AREA]).isEqualTo(planes.values()[i]);
                assertThat(planes.values()[i + 2 * AREA]).isEqualTo(planes.values()[i]);
                if (planes.values()[i] == 0) {
                    erased++;
                    left = Math.min(left, i % SIZE);
                    right = Math.max(right, i % SIZE);
                    top = Math.min(top, i / SIZE);
                    bottom = Math.max(bottom, i / SIZE);
                }
            }
            assertThat(erased).isEqualTo((right - left + 1) * (bottom - top + 1));
            // Both sides are rounded to whole pixels.
            assertThat(erased).isBetween(1, (int) (AREA / 3.0) + SIZE);
        }
    }

    @Test
    void erasingWithPixelsLeavesNormalNumbers() {
        double sum = 0;
        double squares = 0;
        int erased = 0;
        for (int sample = 0; sample < 200; sample++) {
            Planes planes = constant(9); // no normal number comes near
            new Erasing(1, 1, Erasing.Mode.PIXEL, Erasing.DEFAULT_SCALE, Erasing.DEFAULT_RATIO)
                    .apply(planes, new Draws(1, 2, sample, 0));
            for (float value : planes.values()) {
                if (value != 9) {
                    sum += value;
                    squares += value * value;
                    erased++;
                }
            }
        }
        // Six standard deviations of the mean, and of the variance, of so many normal numbers.
        assertThat(erased).isGreaterThan(10_000);
        assertThat(sum / erased).isCloseTo(0, within(6 / Math.sqrt(erased)));
        assertThat(squares / erased).isCloseTo(1, within(6 * Math.sqrt(2.0 / erased)));
    }

    @Test
    void erasesSeveralRectanglesOfASharedArea() {
        int most = 0;
        for (int sample = 0; sample < 300; sample++) {
            Planes planes = constant(1);
            new Erasing(1, 4, Erasing.Mode.CONST, new Range(0.3f, 0.3f), Range.ONE)
                    .apply(planes, new Draws(1, 2, sample, 0));
            int erased = 0;
            for (int i = 0; i < AREA; i++) {
                erased += planes.values()[i] == 0 ? 1 : 0;
            }
            most = Math.max(most, erased);
            // 9 x 9 for one; 6 x 6 for each of two; 5 x 5 of three; 4 x 4 of four; they may overlap.
            assertThat(erased).isBetween(16, 81);
        }
        assertThat(most).isEqualTo(81);
    }

    private static Planes constant(float value) {
        float[] values = new float[3 * AREA];
        Arrays.fill(values, value);
        return new Planes(values, 0, SIZE);
    }

    private static Planes noise() {
        Random random = new Random(9);
        float[] values = new float[3 * AREA];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new Planes(values, 0, SIZE);
    }
}
