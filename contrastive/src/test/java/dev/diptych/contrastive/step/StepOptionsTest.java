package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps that save memory against the step that keeps everything. */
final class StepOptionsTest {
    private static final StepOptions CHECKPOINTS = new StepOptions(true, 1);

    static Stream<Named<Supplier<Engine>>> engines() {
        return Stream.of(Named.of("nd4j", Nd4jEngine::new), Named.of("onednn", OneDnnEngine::new));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void checkpointingGivesTheSameBits(Supplier<Engine> engines) {
        Map<String, float[]> kept = gradients(engines, LossKind.SIGLIP, Tiny.CONTEXT, StepOptions.DEFAULT);
        gradients(engines, LossKind.SIGLIP, Tiny.CONTEXT, CHECKPOINTS)
                .forEach((name, gradient) ->
                        assertThat(gradient).as(name).containsExactly(kept.getOrDefault(name, new float[0])));
    }

    @Test
    void twentyCheckpointedStepsEndWithTheSameBits() {
        try (OneDnnEngine engine = new OneDnnEngine();
                OneDnnEngine other = new OneDnnEngine()) {
            Tiny kept = new Tiny(engine, LossKind.CLIP, 12);
            Tiny checkpointed = new Tiny(other, LossKind.CLIP, 12, CHECKPOINTS);
            for (int i = 0; i < 20; i++) {
                assertThat(checkpointed.step()).as("step " + i).isEqualTo(kept.step());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LossKind.class)
    void accumulationGivesTheGradientsOfTheWholeBatch(LossKind loss) {
        for (int parts : new int[] {2, 3, 6}) {
            for (boolean checkpointing : new boolean[] {false, true}) {
                compare(OneDnnEngine::new, loss, Tiny.CONTEXT, new StepOptions(checkpointing, parts));
            }
        }
    }

    @Test
    void accumulationGivesTheGradientsOfTheWholeBatchOnTheReferenceEngine() {
        compare(Nd4jEngine::new, LossKind.CLIP, Tiny.CONTEXT, new StepOptions(true, 3));
    }

    @Test
    void accumulationRunsShortProgramsForShortCaptions() {
        compare(OneDnnEngine::new, LossKind.CLIP, 7, new StepOptions(false, 3));
    }

    @Test
    void accumulatedGradientsDoNotDependOnEarlierSteps() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tiny tiny = new Tiny(engine, LossKind.CLIP, 7, new StepOptions(true, 3));
            Map<String, float[]> first = tiny.gradients();
            tiny.run(Tiny.CONTEXT); // a longer program between
            tiny.gradients()
                    .forEach((name, gradient) ->
                            assertThat(gradient).as(name).containsExactly(first.getOrDefault(name, new float[0])));
        }
    }

    @Test
    void countsTheModelsFlopsApartFromThoseItRuns() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            TrainingStep whole = step(engine, StepOptions.DEFAULT);
            TrainingStep checkpointed = step(engine, CHECKPOINTS);
            TrainingStep accumulated = step(engine, new StepOptions(false, 3));
            assertThat(whole.executedFlops()).isEqualTo(whole.flops());
            assertThat(checkpointed.flops()).isEqualTo(whole.flops());
            assertThat(accumulated.flops()).isEqualTo(whole.flops());
            assertThat(checkpointed.executedFlops()).isGreaterThan(whole.flops());
            assertThat(accumulated.executedFlops()).isGreaterThan(checkpointed.executedFlops());
        }
    }

    @Test
    void needsLessMemory() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            long whole = step(engine, StepOptions.DEFAULT).activationBytes();
            assertThat(step(engine, CHECKPOINTS).activationBytes()).isLessThan(whole);
            // A third of the pairs, and one tower at a time.
            assertThat(step(engine, new StepOptions(false, 3)).activationBytes())
                    .isLessThan(whole / 3);
        }
    }

    @Test
    void allocatesNothingOnceWarm() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tiny tiny = new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT, new StepOptions(true, 3));
            tiny.assertStepsAllocateNothing();
        }
    }

    @Test
    void rejectsABatchThatMicroBatchesDoNotDivide() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            assertThatThrownBy(() -> step(engine, new StepOptions(false, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("training step: 6 pairs in 4 micro-batches, expected a multiple of the micro-batches");
        }
    }

    @Test
    void rejectsNoMicroBatch() {
        assertThatThrownBy(() -> new StepOptions(false, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("training step: accumulation 0, expected at least 1 micro-batch");
    }

    private static void compare(Supplier<Engine> engines, LossKind loss, int longest, StepOptions options) {
        Map<String, float[]> whole = gradients(engines, loss, longest, StepOptions.DEFAULT);
        double size = 0;
        for (float[] gradient : whole.values()) {
            for (float value : gradient) {
                size = Math.max(size, Math.abs(value));
            }
        }
        float tolerance = (float) (1e-6 * size); // float32 sums in another order
        gradients(engines, loss, longest, options)
                .forEach((name, gradient) -> assertThat(gradient)
                        .as("%s of %s", name, options)
                        .containsExactly(whole.getOrDefault(name, new float[0]), within(tolerance)));
    }

    private static Map<String, float[]> gradients(
            Supplier<Engine> engines, LossKind loss, int longest, StepOptions options) {
        try (Engine engine = engines.get()) {
            return new Tiny(engine, loss, longest, options).gradients();
        }
    }

    private static TrainingStep step(Engine engine, StepOptions options) {
        return new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT, options).steps.whole();
    }
}
