package dev.diptych.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Range;
import org.junit.jupiter.api.Test;

class CropBoxTest {
    @Test
    void staysInsideTheSourceUpToScaleOne() {
        for (int sample = 0; sample < 1000; sample++) {
            CropBox box = CropBox.draw(new Range(0.08f, 1), new Range(0.75f, 1.33f), 100, 60, draws(sample));

            assertThat(box.isInside(100, 60)).as("%s", box).isTrue();
            assertThat(box.width() * box.height()).isBetween((int) (0.07 * 6000), 6000);
        }
    }

    @Test
    void containsTheSourceAboveScaleOne() {
        for (int sample = 0; sample < 1000; sample++) {
            CropBox box = CropBox.draw(new Range(4, 9), Range.ONE, 64, 64, draws(sample));

            assertThat(box.left()).isBetween(64 - box.width(), 0);
            assertThat(box.top()).isBetween(64 - box.height(), 0);
            assertThat(box.width()).isBetween(128, 192);
        }
    }

    @Test
    void fallsBackToTheMiddleWhereNoBoxFits() {
        CropBox box = CropBox.draw(new Range(1, 1), new Range(1, 1.01f), 300, 10, draws(0));

        assertThat(box).isEqualTo(new CropBox(145, 0, 10, 10));
    }

    @Test
    void drawsUniformNumbers() {
        int[] counts = new int[10];
        double sum = 0;
        for (int sample = 0; sample < 10_000; sample++) {
            float value = draws(sample).uniform();
            counts[(int) (value * 10)]++;
            sum += value;
        }
        // Six standard deviations of a binomial count of 1000, and of a mean of 10,000 uniform numbers.
        for (int count : counts) {
            assertThat(count).isBetween(820, 1180);
        }
        assertThat(sum / 10_000).isCloseTo(0.5, within(0.018));
    }

    private static Draws draws(long sample) {
        return new Draws(17, 0, sample, 0);
    }
}
