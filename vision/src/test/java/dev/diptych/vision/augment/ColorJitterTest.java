package dev.diptych.vision.augment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.vision.augment.draw.Draws;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
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
    void changesAsPillowsEnhancersDo() throws IOException {
        List<String> lines;
        try (InputStream in = ColorJitterTest.class.getResourceAsStream("color.txt")) {
            assertThat(in).as("color.txt").isNotNull();
            lines = new String(in.readAllBytes(), US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
        assertThat(lines).hasSizeGreaterThan(20);
        for (String line : lines) {
            String[] fields = line.split(" ");
            Planes planes = rings();
            float amount = Float.parseFloat(fields[1]);
            switch (fields[0]) {
                case "brightness" -> ColorJitter.adjustBrightness(planes, amount);
                case "contrast" -> ColorJitter.adjustContrast(planes, amount);
                case "saturation" -> ColorJitter.adjustSaturation(planes, amount);
                case "gray" -> ColorJitter.grayScale(planes);
                case "hue" -> HueShift.apply(planes, (int) (amount * 255) / 255f); // whole steps, as there
                default -> throw new IllegalArgumentException(line);
            }
            byte[] expected = HexFormat.of().parseHex(fields[2]);
            // Pillow cuts to 8 bits, of grey too. A step of its hue is six levels: one step is cut away, one is
            // gained where the hue wraps at 256 while 255 make a turn; saturation and value are cut too.
            double tolerance = fields[0].equals("hue") ? 14 : fields[0].equals("gray") ? 1 : 1.6;
            for (int i = 0; i < AREA; i++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(planes.values()[i + c * AREA] * 255.0)
                            .as("%s %s, pixel %d, channel %d", fields[0], fields[1], i, c)
                            .isCloseTo(expected[3 * i + c] & 0xFF, within(tolerance));
                }
            }
        }
    }

    @Test
    void clipsToTheRangeOfColors() {
        Planes planes = constant(0.9f, 0.5f, 0);

        ColorJitter.adjustBrightness(planes, 1.5f);

        assertColor(planes, 1, 0.75f, 0);
    }

    @Test
    void drawsEachChangeFromItsWholeRangeAndNothingElse() {
        float brightest = 0.5f;
        spreads(
                new ColorJitter(1, 0.4f, 0, 0, 0),
                0.6f,
                1.4f,
                constant(brightest, brightest, brightest),
                planes -> planes.values()[0] / brightest);
        spreads(
                new ColorJitter(1, 0, 0.4f, 0, 0),
                0.6f,
                1.4f,
                halves(0.4f, 0.6f),
                planes -> (planes.values()[AREA - 1] - planes.values()[0]) / 0.2f);
        spreads(
                new ColorJitter(1, 0, 0, 0.4f, 0),
                0.6f,
                1.4f,
                constant(0.6f, 0.4f, 0.5f),
                planes -> (planes.values()[0] - planes.values()[AREA]) / 0.2f);
        spreads(new ColorJitter(1, 0, 0, 0, 0.1f), -0.1f, 0.1f, constant(1, 0, 0), planes -> {
            float green = planes.values()[AREA]; // red turned by a sixth of a turn is yellow, back by it is magenta
            return green > 0 ? green / 6 : -planes.values()[2 * AREA] / 6;
        });
    }

    /** Measures the amount of a change for many samples: all within the range, and some near both of its ends. */
    private static void spreads(
            ColorJitter jitter, float min, float max, Planes image, ToDoubleFunction<Planes> measure) {
        double lowest = max;
        double highest = min;
        for (int sample = 0; sample < 300; sample++) {
            Planes planes = new Planes(image.values().clone(), 0, SIZE);
            jitter.apply(planes, new Draws(SEED, 0, sample, 4));
            double amount = measure.applyAsDouble(planes);
            assertThat(amount).as(jitter.toString()).isBetween(min - 1e-5, max + 1e-5); // rounding of float32
            lowest = Math.min(lowest, amount);
            highest = Math.max(highest, amount);
        }
        double near = 0.05 * (max - min); // missed by all 300 with a probability of 2e-7
        assertThat(lowest).as(jitter.toString()).isLessThan(min + near);
        assertThat(highest).as(jitter.toString()).isGreaterThan(max - near);
    }

    /** Greys, one in the upper and one in the lower half. */
    private static Planes halves(float upper, float lower) {
        Planes planes = constant(upper, upper, upper);
        for (int c = 0; c < 3; c++) {
            Arrays.fill(planes.values(), c * AREA + AREA / 2, (c + 1) * AREA, lower);
        }
        return planes;
    }

    @Test
    void changesInEveryOrder() {
        Set<String> seen = new HashSet<>();
        for (int sample = 0; sample < 500; sample++) {
            seen.add(Arrays.toString(new Draws(1, 2, sample, 4).permutation(4)));
        }
        assertThat(seen).hasSize(24);
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

    /** R = 29x + 3y, G = 7x + 31y, B = 5x + 100, each modulo 256, as src/test/reference/color.py has it. */
    private static Planes rings() {
        float[] values = new float[3 * AREA];
        for (int i = 0; i < AREA; i++) {
            int x = i % SIZE;
            int y = i / SIZE;
            values[i] = (29 * x + 3 * y) % 256 / 255f;
            values[i + AREA] = (7 * x + 31 * y) % 256 / 255f;
            values[i + 2 * AREA] = (5 * x + 100) % 256 / 255f;
        }
        return new Planes(values, 0, SIZE);
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
