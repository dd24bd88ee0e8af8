package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps whose captions are packed, beside the same steps with captions padded to the longest. */
class PackedCaptionsTest {
    private static final int CONTEXT = 77;
    private static final int[] ENDS = {76, 1, 5, 12, 1, 9, 20, 2};
    private static final ModelConfig CONFIG =
            new ModelConfig(12, new VisionConfig(16, 8, 24, 1, 12, 2), new TextConfig(CONTEXT, 40, 16, 2, 3, 2), false);
    private static final List<StepOptions> OPTIONS =
            List.of(StepOptions.DEFAULT, new StepOptions(true, 1), new StepOptions(false, 2), new StepOptions(true, 2));

    static Stream<Named<Supplier<Engine>>> engines() {
        return Stream.of(Named.of("nd4j", Nd4jEngine::new), Named.of("onednn", OneDnnEngine::new));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aStepHasTheLossAndTheGradientsOfThePaddedOne(Supplier<Engine> engines) throws InterruptedException {
        for (StepOptions options : OPTIONS) {
            // The same sums in another order, of a few hundred terms of float32.
            compare(engines, Precision.FP32, options, 1e-5);
        }
    }

    @Test
    void aStepInBFloat16HasTheGradientsOfThePaddedOne() throws InterruptedException {
        // The residual stream is float32; what lies between is rounded to 2^-9 in either form, at other places.
        compare(OneDnnEngine::new, Precision.AMP_BF16, StepOptions.DEFAULT, 5e-2);
    }

    @Test
    void enginesAgreeOnPackedGradients() throws InterruptedException {
        try (Engine engine = new OneDnnEngine();
                Engine reference = new Nd4jEngine()) {
            Step step = new Step(engine, Precision.FP32, StepOptions.DEFAULT);
            Step expected = new Step(reference, Precision.FP32, StepOptions.DEFAULT);
            assertThat(step.run()).isCloseTo(expected.run(), within(1e-5f));
            assertClose(step.gradients(), expected.gradients(), 1e-5);
        }
    }

    @Test
    void captionsOfOneLengthStayPadded() {
        try (Engine engine = new OneDnnEngine()) {
            Step step = new Step(engine, Precision.FP32, StepOptions.DEFAULT);
            Batch batch = step.batch;
            int[] same = new int[ENDS.length];
            Arrays.fill(same, 22);
            assertThat(step.kinds(new Batch(batch.images(), batch.ids(), same, batch.groups())))
                    .contains(Attention.class)
                    .doesNotContain(PackedAttention.class);
        }
    }

    private static void compare(Supplier<Engine> engines, Precision precision, StepOptions options, double tolerance)
            throws InterruptedException {
        try (Engine engine = engines.get();
                Engine other = Unpacked.of(engines.get())) {
            Step packed = new Step(engine, precision, options);
            Step padded = new Step(other, precision, options);
            float loss = packed.run();
            assertThat(loss).as("%s", options).isCloseTo(padded.run(), within((float) tolerance));
            assertThat(packed.kinds(packed.batch)).contains(PackedAttention.class);
            assertThat(padded.kinds(padded.batch)).doesNotContain(PackedAttention.class);
            assertClose(packed.gradients(), padded.gradients(), tolerance);
        }
    }

    private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largest).as(name).isPositive();
            assertThat(actual.get(name)).as(name).containsExactly(values, within((float) (tolerance * largest)));
        });
    }

    /** A model of a few thousand parameters and a batch of captions from two tokens to the whole context. */
    private static final class Step {
        private final ClipModel model;
        private final Parameters.Block gradients;
        private final TrainingSteps steps;
        private final StepOptions options;
        private final Batch batch;

        Step(Engine engine, Precision precision, StepOptions options) {
            this.options = options;
            model = new ClipModel(CONFIG, LossKind.CLIP, precision, engine);
            model.initialize(1);
            gradients = model.parameters().mirror("gradient", engine);
            steps = new TrainingSteps(model, ENDS.length, false, gradients, options);
            Random random = new Random(7);
            float[] images = new float[ENDS.length * 3 * 16 * 16];
            for (int i = 0; i < images.length; i++) {
                images[i] = (float) random.nextGaussian();
            }
            int[] ids =
                    random.ints((long) ENDS.length * CONTEXT, 0, 39).toArray(); // what is behind an end reaches nothing
            for (int b = 0; b < ENDS.length; b++) {
                ids[b * CONTEXT + ENDS[b]] = 39;
            }
            batch = new Batch(images, ids, ENDS, new int[ENDS.length]);
        }

        float run() throws InterruptedException {
            steps.run(StepInput.of(batch, options.accumulation()));
            return steps.loss();
        }

        /** The kinds of primitives that a step of that batch runs, after it has run where it has micro-batches. */
        Set<Class<? extends Primitive>> kinds(Batch of) {
            Set<Class<? extends Primitive>> kinds = new HashSet<>();
            steps.of(of)
                    .programs()
                    .forEach(program -> program.primitives().forEach(primitive -> kinds.add(primitive.getClass())));
            return kinds;
        }

        Map<String, float[]> gradients() {
            Map<String, float[]> all = new HashMap<>();
            gradients.tensors().forEach((name, tensor) -> all.put(name, read(tensor)));
            return all;
        }

        private float[] read(Tensor tensor) {
            float[] values = new float[Math.toIntExact(tensor.shape().elements())];
            model.engine().read(tensor, values);
            return values;
        }
    }
}
