package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.ranks.ConnectedEngine;
import dev.diptych.contrastive.ranks.LateRanks;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.ThreadRanks;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            assertClose(shared, alone);
        }
    }

    private static void assertClose(Taken shared, Taken alone) {
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

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void sumsThatEndLateGiveTheSameBits(int parts) {
        StepOptions options = new StepOptions(false, parts);
        Taken atOnce = ThreadRanks.run(2, ranks -> () -> step(LossKind.CLIP, options, ranks))
                .get(0);
        Taken late = ThreadRanks.run(
                        2, ranks -> () -> step(LossKind.CLIP, options, new LateRanks(ranks, () -> {}, () -> {})))
                .get(0);
        atOnce.gradients.forEach((name, gradient) ->
                assertThat(late.gradients.get(name)).as(name).containsExactly(gradient));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void connectedDevicesGiveTheSameBits(int parts) {
        StepOptions options = new StepOptions(false, parts);
        Taken byHosts = ThreadRanks.run(2, ranks -> () -> step(LossKind.CLIP, options, ranks))
                .get(0);
        Taken byDevices = ThreadRanks.run(2, ranks -> () -> {
                    try (OneDnnEngine engine = new OneDnnEngine(1)) {
                        return step(LossKind.CLIP, options, Tuning.WHOLE, ranks, ConnectedEngine.of(engine, ranks));
                    }
                })
                .get(1);
        byHosts.gradients.forEach((name, gradient) ->
                assertThat(byDevices.gradients.get(name)).as(name).containsExactly(gradient));
        assertThat(byDevices.loss).isEqualTo(byHosts.loss);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void sumsBeginWhileTheBackwardPassIsOnItsWay(int parts) {
        StepOptions options = new StepOptions(false, parts);
        List<List<Integer>> unfinished = ThreadRanks.run(2, ranks -> () -> unfinishedGradients(options, ranks));
        assertThat(unfinished.get(0)).hasSizeGreaterThan(10).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(unfinished.get(0).get(0)).isGreaterThan(20);
        assertThat(unfinished.get(0).get(unfinished.get(0).size() - 1)).isZero();
        assertThat(unfinished.get(1)).isEqualTo(unfinished.get(0));
    }

    /** At each sum's beginning, how many gradients are not yet what they are once the pass has ended. */
    private static List<Integer> unfinishedGradients(StepOptions options, Ranks ranks) {
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            List<Map<String, float[]>> then = new ArrayList<>();
            List<Integer> unfinished = new ArrayList<>();
            Tiny[] tiny = new Tiny[1];
            LateRanks late = new LateRanks(ranks, () -> then.add(tiny[0].values(tiny[0].gradients)), () -> {
                Map<String, float[]> end = tiny[0].values(tiny[0].gradients);
                for (Map<String, float[]> each : then) {
                    each.keySet().removeIf(name -> Arrays.equals(each.get(name), end.get(name)));
                    unfinished.add(each.size());
                }
            });
            tiny[0] = new Tiny(engine, LossKind.CLIP, Loss.of(LossKind.CLIP), options, Tuning.WHOLE, late);
            tiny[0].step();
            return unfinished;
        }
    }

    @ParameterizedTest
    @CsvSource({"visual., 1", "visual., 3", "transformer., 1", "transformer., 3"})
    void whatIsFrozenIsNotAddedUp(String frozen, int parts) {
        Tuning tuning = Tuning.of(entry -> entry.name().startsWith(frozen) ? Parameters.Group.FROZEN : entry.group());
        StepOptions options = new StepOptions(false, parts);
        Taken alone = step(LossKind.CLIP, options, tuning, Ranks.one());
        Taken shared = ThreadRanks.run(2, ranks -> () -> step(LossKind.CLIP, options, tuning, ranks))
                .get(1);
        assertThat(shared.gradients.keySet())
                .isEqualTo(alone.gradients.keySet())
                .noneMatch(name -> name.startsWith(frozen));
        assertClose(shared, alone);
    }

    @Test
    void pairsThatRanksCannotShareAreRefused() {
        assertThatThrownBy(() -> ThreadRanks.run(4, ranks -> () -> step(LossKind.CLIP, StepOptions.DEFAULT, ranks)))
                .hasMessage("training step: 6 pairs in 1 micro-batches of 4 ranks, expected a multiple of the"
                        + " micro-batches and ranks");
    }

    private record Taken(float loss, Map<String, float[]> gradients) {}

    private static Taken step(LossKind kind, StepOptions options, Ranks ranks) {
        return step(kind, options, Tuning.WHOLE, ranks);
    }

    private static Taken step(LossKind kind, StepOptions options, Tuning tuning, Ranks ranks) {
        try (OneDnnEngine engine = new OneDnnEngine(1)) {
            return step(kind, options, tuning, ranks, engine);
        }
    }

    private static Taken step(LossKind kind, StepOptions options, Tuning tuning, Ranks ranks, Engine engine) {
        Tiny tiny = new Tiny(engine, kind, Loss.of(kind), options, tuning, ranks);
        Map<String, float[]> gradients = tiny.gradients();
        return new Taken(tiny.steps.loss(), gradients);
    }
}
