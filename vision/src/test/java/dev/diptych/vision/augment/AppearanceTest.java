package dev.diptych.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
            new Erasing(1, Erasing.DEFAULT_SCALE, Erasing.DEFAULT_RATIO).apply(planes, new Draws(1, 2, sample, 0));

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
            assertThat(erased).isBetween(1, (int) (0.33 * AREA) + SIZE);
        }
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
