package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.ThreadRanks;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks that share a step have the loss and the gradients of one process that has all pairs. */
final class SharedStepTest {
    /** float32's rounding of sums in another order. */
    private static final float ROUNDING = 2e-6f;

    @ParameterizedTest
    @CsvSource({"CLIP, 2, 1", "CLIP, 3, 1", "SIGLIP, 2, 1", "CLIP, 3, 2", "SIGLIP, 3, 2"})
    void lossAndGradientsAreThoseOfAllPairs(LossKind kind, int size, int parts) {
        StepOptions options = new StepOptions(false, parts);
        Taken alone = step(kind, options, Ranks.one());
        for (Taken shared : ThreadRanks.run(size, ranks -> () -> step(kind, options, ranks))) {
            assertThat(shared.loss).isCloseTo(alone.loss, Offset.offset(ROUNDING));
            alone.gradients.forEach((name, expected) -> {
                float[] actual = Objects.requireNonNull(shared.gradients.get(name));
                float largest = 1e-3f;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual[i]).as(name).isCloseTo(expected[i], Offset.offset(10 * ROUNDING * largest));
                }
            });
        }
    }

    @Test
    void allRanksHaveTheSameBits() {
        List<Taken> all = ThreadRanks.run(2, ranks -> () -> step(LossKind.CLIP, StepOptions.DEFAULT, ranks));
        assertThat(all.get(1).loss).isEqualTo(all.get(0).loss);
        all.get(0)
                .gradients
                .forEach((name, gradient) ->
                        assertThat(all.get(1).gradients.get(name)).as(name).containsExactly(gradient));
    }

    @Test
    void recomputedBlocksGiveTheSameBits() {
        Taken kept = ThreadRanks.run(2, ranks -> () -> step(LossKind.CLIP, new StepOptions(false, 1), ranks))
                .get(0);
        Taken computed = ThreadRanks.run(2, ranks -> () -> step(LossKind.CLIP, new StepOptions(true, 1), ranks))
                .get(0);
        kept.gradients.forEach((name, gradient) ->
                assertThat(computed.gradients.get(name)).as(name).containsExactly(gradient));
    }

    @Test
    void pairsThatRanksCannotShareAreRefused() {
        assertThatThrownBy(() -> ThreadRanks.run(4, ranks -> () -> step(LossKind.CLIP, StepOptions.DEFAULT, ranks)))
                .hasMessage("training step: 6 pairs in 1 micro-batches of 4 ranks, expected a multiple of the"
                        + " micro-batches and ranks");
    }

    private record Taken(float loss, Map<String, float[]> gradients) {}

    private static Taken step(LossKind kind, StepOptions options, Ranks ranks) {
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            Tiny tiny = new Tiny(engine, kind, Loss.of(kind), options, Tuning.WHOLE, ranks);
            Map<String, float[]> gradients = tiny.gradients();
            return new Taken(tiny.steps.loss(), gradients);
        }
    }
}
