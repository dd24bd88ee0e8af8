package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.ClipLoss;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.loss.MatryoshkaLoss;
import dev.diptych.contrastive.loss.SiglipLoss;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.plan.TrainingNeed;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses that are more than one primitive, through whole steps. */
final class LossTest {
    private static final int WIDTH = 12; // of Tiny's embeddings

    static Stream<Loss> losses() {
        return Stream.of(
                new ClipLoss(0.1),
                new MatryoshkaLoss(new ClipLoss(0), List.of(4, 8, WIDTH)),
                new MatryoshkaLoss(new ClipLoss(0.1), List.of(3, WIDTH)),
                new MatryoshkaLoss(new SiglipLoss(), List.of(4, WIDTH)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void enginesAgreeOnGradients(Loss loss) {
        try (Engine engine = new OneDnnEngine();
                Engine reference = new Nd4jEngine()) {
            Tiny tiny = tiny(engine, loss, StepOptions.DEFAULT);
            Tiny expected = tiny(reference, loss, StepOptions.DEFAULT);
            assertThat(tiny.run(Tiny.CONTEXT)).isCloseTo(expected.run(Tiny.CONTEXT), within(1e-5f));
            compare(tiny.gradients(), expected.gradients(), 1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void microBatchesGiveTheGradientsOfTheWholeBatch(Loss loss) {
        try (Engine engine = new OneDnnEngine()) {
            Tiny whole = tiny(engine, loss, StepOptions.DEFAULT);
            Tiny parts = tiny(engine, loss, new StepOptions(true, 3));
            assertThat(parts.run(Tiny.CONTEXT)).isCloseTo(whole.run(Tiny.CONTEXT), within(1e-5f));
            compare(parts.gradients(), whole.gradients(), 1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void learnsABatchByHeart(Loss loss) {
        try (Engine engine = new OneDnnEngine()) {
            Tiny tiny = tiny(engine, loss, StepOptions.DEFAULT);
            float first = tiny.step();
            float last = first;
            for (int step = 0; step < 60; step++) {
                last = tiny.step();
            }
            assertThat(last).isLessThan(0.7f * first);
        }
    }

    /** By embeddings that are zero but for their first columns, all lengths see the same. */
    @Test
    void theMeanOverLengthsIsThatOfTheLossesOfCutModels() {
        try (Engine engine = new OneDnnEngine()) {
            Loss plain = new ClipLoss(0);
            float whole = tiny(engine, plain, StepOptions.DEFAULT).run(Tiny.CONTEXT);
            float both = tiny(engine, new MatryoshkaLoss(plain, List.of(4, WIDTH)), StepOptions.DEFAULT)
                    .run(Tiny.CONTEXT);
            Tiny cut = tiny(engine, plain, StepOptions.DEFAULT);
            zeroFrom(cut, "visual.proj", 4);
            zeroFrom(cut, "text_projection", 4);
            float first = cut.run(Tiny.CONTEXT);
            assertThat(both).isCloseTo((whole + first) / 2, within(1e-5f));
        }
    }

    @Test
    void planningCountsTheSimilaritiesOfEachLength() {
        assertThat(need(new MatryoshkaLoss(new ClipLoss(0), List.of(4, WIDTH)))).isGreaterThan(need(new ClipLoss(0)));
    }

    private static long need(Loss loss) {
        return TrainingNeed.of(
                        Tiny.CONFIG,
                        LossKind.CLIP,
                        loss,
                        true,
                        600,
                        Precision.FP32,
                        new StepOptions(false, 100),
                        OptimizerConfig.DEFAULT,
                        Tuning.WHOLE)
                .bytes();
    }

    @Test
    void rejectsLengthsThatDoNotAscendToTheEmbeddings() {
        assertThatThrownBy(() -> new MatryoshkaLoss(new ClipLoss(0), List.of(8, 8)))
                .hasMessage("loss: lengths [8, 8], expected two or more numbers above 0, ascending");
        assertThatThrownBy(() -> new MatryoshkaLoss(new ClipLoss(0), List.of(8)))
                .hasMessage("loss: lengths [8], expected two or more numbers above 0, ascending");
        try (Engine engine = new OneDnnEngine()) {
            Loss loss = new MatryoshkaLoss(new ClipLoss(0), List.of(4, 8));
            assertThatThrownBy(() -> tiny(engine, loss, StepOptions.DEFAULT))
                    .hasMessage("loss: lengths [4, 8], expected the last to be the embedding's, 12");
        }
    }

    private static Tiny tiny(Engine engine, Loss loss, StepOptions options) {
        boolean pairwise = loss instanceof MatryoshkaLoss several && several.of() instanceof SiglipLoss;
        return new Tiny(engine, pairwise ? LossKind.SIGLIP : LossKind.CLIP, loss, options);
    }

    /** Sets the columns from {@code first} on of a projection into the embedding to zero. */
    private static void zeroFrom(Tiny tiny, String name, int first) {
        float[] values = tiny.values(tiny.model.values(), name);
        for (int i = 0; i < values.length; i++) {
            values[i] = i % WIDTH < first ? values[i] : 0;
        }
        tiny.model.engine().write(tiny.model.values().tensor(name), values);
    }

    private static void compare(Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
        double size = expected.values().stream()
                .flatMapToDouble(values -> Arrays.stream(doubles(values)))
                .map(Math::abs)
                .max()
                .orElseThrow();
        assertThat(actual.keySet()).isNotEmpty().isEqualTo(expected.keySet());
        actual.forEach((name, values) -> assertThat(values)
                .as(name)
                .containsExactly(expected.getOrDefault(name, new float[0]), within((float) (tolerance * size))));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
