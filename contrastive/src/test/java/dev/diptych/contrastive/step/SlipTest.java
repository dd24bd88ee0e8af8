package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.ClipLoss;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.loss.SiglipLoss;
import dev.diptych.contrastive.loss.SlipLoss;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.plan.TrainingNeed;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SimCLR beside a loss of image and text, through whole steps. */
final class SlipTest {
    private static final int BATCH = 6;
    private static final int CONTEXT = 12;
    private static final ModelConfig DROPPING = new ModelConfig(
            12,
            new VisionConfig(16, 4, 24, 2, 12, 2).withPatchDropout(0.5),
            new TextConfig(CONTEXT, 40, 16, 2, 2, 2),
            false);
    private static final Tuning WITH_HEAD = new Tuning(
            Parameters.Entry::group,
            OptionalDouble.empty(),
            weight -> Optional.empty(),
            Optional.of(new ProjectionHead.Size(20, 10)));

    /** Both losses, so that no sum is of one kind; towers that leave out patches. */
    @ParameterizedTest
    @EnumSource(LossKind.class)
    void enginesAgreeAndMicroBatchesGiveTheGradientsOfTheWhole(LossKind kind) throws InterruptedException {
        Step reference;
        try (Engine engine = new Nd4jEngine()) {
            reference = step(engine, kind, StepOptions.DEFAULT);
        }
        try (Engine engine = new OneDnnEngine()) {
            Step whole = step(engine, kind, StepOptions.DEFAULT);
            Step parts = step(engine, kind, new StepOptions(true, 3));
            whole.assertIs(reference);
            parts.assertIs(whole);
            assertThat(whole.gradients.keySet()).contains("simclr.layer1.weight", "simclr.norm2.bias", "visual.proj");
        }
    }

    /** Of one weight of each part; the loss has some 1e-6 of rounding, and a third power of the step of 1e-3. */
    @Test
    void gradientsAreCentralDifferences() throws InterruptedException {
        try (Engine engine = new OneDnnEngine()) {
            ClipModel model = model(engine, LossKind.CLIP);
            Parameters.Block gradients = model.parameters().mirror("gradient", engine);
            TrainingSteps steps = steps(model, LossKind.CLIP, gradients, StepOptions.DEFAULT);
            StepInput input = StepInput.of(batch(), 1);
            run(steps, input);
            for (String name : new String[] {"simclr.layer1.weight", "simclr.layer3.bias", "visual.ln_post.weight"}) {
                float[] values = read(engine, model.values(), name);
                double expected = read(engine, gradients, name)[1];
                float value = values[1];
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    values[1] = value + (side == 0 ? 2e-2f : -2e-2f);
                    engine.write(model.values().tensor(name), values);
                    losses[side] = run(steps, input);
                }
                values[1] = value;
                engine.write(model.values().tensor(name), values);
                run(steps, input);
                assertThat((losses[0] - losses[1]) / 4e-2).as(name).isCloseTo(expected, within(2e-4));
            }
        }
    }

    @Test
    void planningCountsTheViewsAndTheHead() {
        TrainingNeed plain = need(new ClipLoss(0), Tuning.WHOLE);
        TrainingNeed slip = need(new SlipLoss(new ClipLoss(0), 1, 0.1), WITH_HEAD);
        long head = 4L * (24 * 20 + 20 + 20 + 20 + 20 * 20 + 20 + 20 + 20 + 20 * 10 + 10);
        assertThat(slip.parameters() - plain.parameters()).isBetween(head, head + 10 * 64);
        assertThat(slip.flops()).isGreaterThan(2 * plain.flops());
        assertThat(slip.activations()).isGreaterThan(2 * plain.activations());
    }

    private static TrainingNeed need(Loss loss, Tuning tuning) {
        return TrainingNeed.of(
                DROPPING,
                LossKind.CLIP,
                loss,
                false,
                BATCH,
                Precision.FP32,
                StepOptions.DEFAULT,
                OptimizerConfig.DEFAULT,
                tuning);
    }

    /** A step's loss and gradients. */
    private record Step(double loss, Map<String, float[]> gradients) {
        void assertIs(Step expected) {
            assertThat(loss).isCloseTo(expected.loss, within(1e-5));
            double size = expected.gradients.values().stream()
                    .mapToDouble(Step::largest)
                    .max()
                    .orElseThrow();
            gradients.forEach((name, values) -> assertThat(values)
                    .as(name)
                    .containsExactly(
                            expected.gradients.getOrDefault(name, new float[0]), within((float) (1e-4 * size))));
        }

        private static double largest(float[] values) {
            double most = 0;
            for (float value : values) {
                most = Math.max(most, Math.abs(value));
            }
            return most;
        }
    }

    private static Step step(Engine engine, LossKind kind, StepOptions options) throws InterruptedException {
        ClipModel model = model(engine, kind);
        Parameters.Block gradients = model.parameters().mirror("gradient", engine);
        double loss = run(steps(model, kind, gradients, options), StepInput.of(batch(), options.accumulation()));
        Map<String, float[]> all = new LinkedHashMap<>();
        gradients.tensors().keySet().forEach(name -> all.put(name, read(engine, gradients, name)));
        return new Step(loss, all);
    }

    private static ClipModel model(Engine engine, LossKind kind) {
        ClipModel model = new ClipModel(DROPPING, kind, Precision.FP32, engine, WITH_HEAD);
        model.initialize(1);
        return model;
    }

    private static TrainingSteps steps(
            ClipModel model, LossKind kind, Parameters.Block gradients, StepOptions options) {
        Loss loss = new SlipLoss(kind == LossKind.CLIP ? new ClipLoss(0) : new SiglipLoss(), 0.8, 0.2);
        return new TrainingSteps(model, loss, BATCH, false, gradients, options, () -> false);
    }

    private static double run(TrainingSteps steps, StepInput input) throws InterruptedException {
        steps.drawFrom(0, 0); // the same patches each time
        steps.run(input);
        return steps.loss();
    }

    private static Batch batch() {
        Random random = new Random(3);
        float[] images = new float[BATCH * 3 * 3 * 16 * 16];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        int[] ids = new int[BATCH * CONTEXT];
        int[] ends = new int[BATCH];
        for (int b = 0; b < BATCH; b++) {
            ends[b] = 2 + random.nextInt(CONTEXT - 2);
            for (int t = 0; t < ends[b]; t++) {
                ids[b * CONTEXT + t] = random.nextInt(39);
            }
            ids[b * CONTEXT + ends[b]] = 39;
        }
        int[] groups = new int[BATCH];
        Arrays.setAll(groups, i -> i);
        return new Batch(images, ids, ends, groups);
    }

    private static float[] read(Engine engine, Parameters.Block block, String name) {
        float[] values = new float[Math.toIntExact(block.tensor(name).shape().elements())];
        engine.read(block.tensor(name), values);
        return values;
    }
}
