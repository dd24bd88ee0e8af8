package dev.diptych.contrastive.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The reference's parts against numbers that others computed. */
final class LossesTest {
    private static final double RELATIVE = 1e-12;

    /** open_clip's losses in float64 at 1 / 0.07 and 100, and SigLIP's at scale 10 and bias -10. */
    private record Case(int pairs, int width, double softmax, double softmaxAt100, double sigmoid) {}

    private static final Case[] CASES = {
        new Case(4, 8, 0.030601845189132115, 9.185316720561332e-07, 1.6379364097866425),
        new Case(8, 16, 4.001475197150332, 25.70303398986825, 7.386619215548165)
    };

    @Test
    void lossesAreThoseOfOpenClip() {
        for (Case c : CASES) {
            Matrix images = features(c.pairs, c.width, 0.37, 0.11);
            Matrix texts = features(c.pairs, c.width, 0.41, 0.13);
            assertThat(Losses.softmax(Losses.logits(images, texts, Math.log(1 / 0.07), 0)))
                    .isCloseTo(c.softmax, within(RELATIVE * c.softmax));
            // The loss of four pairs is the logarithm of a sum that is one but for its last ten digits.
            assertThat(Losses.softmax(Losses.logits(images, texts, Math.log(100), 0)))
                    .isCloseTo(c.softmaxAt100, within(RELATIVE * Math.max(1, c.softmaxAt100)));
            assertThat(Losses.sigmoid(Losses.logits(images, texts, Math.log(10), -10)))
                    .isCloseTo(c.sigmoid, within(RELATIVE * c.sigmoid));
        }
    }

    @Test
    void errorFunctionHasItsTabulatedValues() {
        // Abramowitz and Stegun, table 7.1.
        assertThat(Gelu.erf(0.5)).isCloseTo(0.5204998778, within(5e-11));
        assertThat(Gelu.erf(1)).isCloseTo(0.8427007929, within(5e-11));
        assertThat(Gelu.erf(-2)).isCloseTo(-0.9953222650, within(5e-11));
    }

    private static Matrix features(int pairs, int width, double a, double b) {
        Matrix out = Matrix.zeros(pairs, width);
        for (int i = 0; i < pairs; i++) {
            for (int j = 0; j < width; j++) {
                out.set(i, j, Math.sin(a * (i + 1) * (j + 1)) + 0.5 * Math.cos(b * (i + 2) + (j + 1)));
            }
        }
        return out.unitRows();
    }
}
