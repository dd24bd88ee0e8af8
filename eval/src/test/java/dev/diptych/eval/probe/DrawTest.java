package dev.diptych.eval.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.eval.probe.fit.Made;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.retrieval.Embeddings;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {
    private static final ProbeData DATA = Made.data(100, 3, 4);

    @Test
    void holdsAShareAndFitsToAllInTheEnd() {
        Draw draw = Draw.of(DATA, 0, 0.2, 0);
        assertThat(draw.held()).hasSize(20);
        assertThat(IntStream.concat(IntStream.of(draw.held()), IntStream.of(draw.fitted())))
                .containsExactlyInAnyOrder(IntStream.range(0, 100).boxed().toArray(Integer[]::new));
        assertThat(draw.last()).hasSize(100);
    }

    @Test
    void drawsAsManyOfEachClassAsThereAreShots() {
        Draw draw = Draw.of(DATA, 3, 0.2, 0);
        assertThat(DATA.rows(draw.fitted()).labels()).hasSize(12);
        for (int k = 0; k < 4; k++) {
            int wanted = k;
            assertThat(IntStream.of(draw.fitted()).filter(row -> DATA.labels()[row] == wanted))
                    .hasSize(3);
        }
        assertThat(draw.last()).isEqualTo(draw.fitted()).doesNotContain(draw.held());
    }

    @Test
    void drawsByTheSeed() {
        assertThat(Draw.few(DATA, 3, 1)).isEqualTo(Draw.few(DATA, 3, 1)).isNotEqualTo(Draw.few(DATA, 3, 2));
    }

    @Test
    void refusesMoreShotsThanThereAre() {
        ProbeData two = new ProbeData(new Embeddings(new float[3], 1), new int[] {0, 0, 1}, 2);
        assertThatThrownBy(() -> Draw.few(two, 2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("probe refused: class 1: 1 images to draw from, expected at least 2");
    }

    @Test
    void refusesAPartOfNoImages() {
        assertThatThrownBy(() -> Draw.of(DATA.rows(0, 1), 0, 0.1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("probe refused: a validation part of 0 of 2 images, expected at least one, and one left to"
                        + " fit to");
    }
}
