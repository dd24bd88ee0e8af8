package dev.diptych.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColorJitterTest {
    private static final int SIZE = 8;
    private static final int AREA = SIZE * SIZE;
    private static final long SEED = 5;

    @Test
    void turnsHuesAsTheHsvConversionOfTheJdkDoes() {
        for (float turn : new float[] {-0.5f, -0.31f, -0.1f, 0, 0.02f, 0.25f, 0.5f}) {
            Planes planes = randomBytes();
            float[] before = planes.values().clone();

            HueShift.apply(planes, turn);

            for (int i = 0; i < AREA; i++) {
                float[] hsb = Color.RGBtoHSB(
                        Math.round(before[i] * 255),
                        Math.round(before[i + AREA] * 255),
                        Math.round(before[i + 2 * AREA] * 255),
                        null);
                Color expected = Color.getHSBColor(hsb[0] + turn, hsb[1], hsb[2]);
                // The JDK rounds to 8 bits: half a step.
                assertThat(planes.values()[i]).isCloseTo(expected.getRed() / 255f, within(0.51f / 255));
                assertThat(planes.values()[i + AREA]).isCloseTo(expected.getGreen() / 255f, within(0.51f / 255));
                assertThat(planes.values()[i + 2 * AREA]).isCloseTo(expected.getBlue() / 255f, within(0.51f / 255));
            }
        }
    }

    @Test
    void turnsRedToGreenByAThird() {
        Planes planes = constant(1, 0, 0);

        HueShift.apply(planes, 1 / 3f);

        assertColor(planes, 0, 1, 0);
    }

    @Test
    void leavesGreyWhateverTheTurn() {
        Planes planes = constant(0.3f, 0.3f, 0.3f);

        HueShift.apply(planes, 0.4f);

        assertColor(planes, 0.3f, 0.3f, 0.3f);
    }

    @Test
    void equalsTheThreeChangesMadeOneAfterAnother() {
        Planes planes = randomBytes();
        double[] expected = new double[3 * AREA];
        for (int i = 0; i < expected.length; i++) {
            // Kept in the middle of the range, where nothing is clipped.
            planes.values()[i] = 0.4f + 0.2f * planes.values()[i];
            expected[i] = planes.values()[i] * 0.9;
        }
        double meanGrey = 0;
        for (int i = 0; i < AREA; i++) {
            meanGrey += grey(expected, i) / AREA;
        }
        for (int i = 0; i < expected.length; i++) {
            expected[i] = 1.3 * expected[i] + (1 - 1.3) * meanGrey;
        }
        for (int i = 0; i < AREA; i++) {
            double grey = grey(expected, i);
            for (int c = 0; c < 3; c++) {
                expected[i + c * AREA] = 0.5 * expected[i + c * AREA] + 0.5 * grey;
            }
        }

        ColorJitter.adjust(planes, 0.9f, 1.3f, 0.5f);

        for (int i = 0; i < expected.length; i++) {
            // float32: a few units in the last place of a value below 1.
            assertThat(planes.values()[i]).isCloseTo((float) expected[i], within(1e-6f));
        }
    }

    @Test
    void clipsToTheRangeOfColors() {
        Planes planes = constant(0.9f, 0.5f, 0);

        ColorJitter.adjust(planes, 1.5f, 1, 1);

        assertColor(planes, 1, 0.75f, 0);
    }

    @Test
    void makesEveryChannelThePixelsGrey() {
        Planes planes = constant(1, 0, 0);

        ColorJitter.grayScale(planes);

        assertColor(planes, 0.299f, 0.299f, 0.299f);
    }

    @Test
    void changesNothingWithProbabilityZero() {
        Planes planes = randomBytes();
        float[] before = planes.values().clone();

        new ColorJitter(0, 1, 1, 1, 0.5f).apply(planes, new Draws(1, 2, 3, 4));

        assertThat(planes.values()).isEqualTo(before);
    }

    private static double grey(double[] rgb, int i) {
        return 0.299 * rgb[i] + 0.587 * rgb[i + AREA] + 0.114 * rgb[i + 2 * AREA];
    }

    private static Planes randomBytes() {
        Random random = new Random(SEED);
        float[] values = new float[3 * AREA];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(256) / 255f;
        }
        return new Planes(values, 0, SIZE);
    }

    private static Planes constant(float red, float green, float blue) {
        float[] values = new float[3 * AREA];
        for (int i = 0; i < AREA; i++) {
            values[i] = red;
            values[i + AREA] = green;
            values[i + 2 * AREA] = blue;
        }
        return new Planes(values, 0, SIZE);
    }

    private static void assertColor(Planes planes, float red, float green, float blue) {
        for (int i = 0; i < AREA; i++) {
            assertThat(planes.values()[i]).isCloseTo(red, within(1e-6f));
            assertThat(planes.values()[i + AREA]).isCloseTo(green, within(1e-6f));
            assertThat(planes.values()[i + 2 * AREA]).isCloseTo(blue, within(1e-6f));
        }
    }
}
