package dev.diptych.bench.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.bench.torch.model.Clip;
import dev.diptych.bench.torch.model.Tower;
import dev.diptych.bench.torch.model.Weights;
import dev.diptych.bench.torch.runtime.FusedAdamW;
import dev.diptych.bench.torch.runtime.Library;
import dev.diptych.bench.torch.runtime.Precision;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepInput;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.step.TrainingStep;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is timed is the same model, loss and update: Diptych's and PyTorch's from the same values on the same batch. */
class ClipPeerTest {
    private static final int SIDE = 32;
    private static final int CONTEXT = 16;
    private static final int VOCAB = 100;
    private static final int[] ENDS = {15, 3, 8, 2, 11, 5};
    private static final Clip.Sizes SIZES =
            new Clip.Sizes(SIDE, 8, new Tower(128, 3), new Tower(64, 2), CONTEXT, VOCAB, 32);
    private static final ModelConfig CONFIG = new ModelConfig(
            32, new VisionConfig(SIDE, 8, 128, 3, 64, 4), new TextConfig(CONTEXT, VOCAB, 64, 1, 2, 4), false);

    private final SplittableRandom random = new SplittableRandom(7);
    private final float[] images = values(ENDS.length * 3 * SIDE * SIDE);
    private final int[] ids =
            random.ints((long) ENDS.length * CONTEXT, 0, VOCAB).toArray();

    @BeforeAll
    static void loadsLibrary() {
        Library.load(2);
    }

    /**
     * Both add up in float32, in orders of their own. The gradient of a bias of keys is nothing but rounding, and AdamW moves by it all
     * the same, so these are left out.
     */
    @Test
    void trainsAsDiptychDoes() throws InterruptedException {
        try (Engine engine = Devices.open("cpu", 2);
                ClipModel ours = new ClipModel(CONFIG, LossKind.CLIP, engine)) {
            ours.initialize(1);
            Parameters.Block gradients = ours.parameters().mirror("gradient", engine);
            TrainingStep step = new TrainingSteps(ours, ENDS.length, false, gradients, StepOptions.DEFAULT).of(batch());
            Optimizer optimizer = ours.optimizer(OptimizerConfig.DEFAULT, gradients);
            Weights weights = new Weights(Precision.FP32.weights(), true);
            Clip clip = new Clip(weights, SIZES, Precision.FP32);
            copy(ours, weights);
            FusedAdamW update = new FusedAdamW(weights.decayed(), weights.others());
            for (int i = 0; i < 4; i++) {
                step.run(StepInput.of(batch(), 1), new int[ENDS.length]);
                float loss = backward(clip);
                for (Map.Entry<String, Tensor> weight : weights.tensors().entrySet()) {
                    float[] expected = read(engine, gradients.tensor(weight.getKey()));
                    assertClose(
                            weight.getKey() + "'s gradient",
                            read(weight.getValue().grad()),
                            expected,
                            1e-3);
                }
                optimizer.step(5e-4);
                update.step(5e-4);
                clip.clamp();
                assertThat(loss).isCloseTo(optimizer.loss(), within(1e-4f));
                for (Map.Entry<String, Tensor> weight : weights.tensors().entrySet()) {
                    float[] expected = read(engine, ours.values().tensor(weight.getKey()));
                    float[] actual = read(weight.getValue());
                    if (weight.getKey().endsWith("in_proj_bias")) {
                        Arrays.fill(actual, actual.length / 3, actual.length / 3 * 2, 0);
                        Arrays.fill(expected, expected.length / 3, expected.length / 3 * 2, 0);
                    }
                    assertClose(weight.getKey(), actual, expected, 1e-3);
                }
            }
        }
    }

    /** bfloat16 has 8 bits: a loss of 1.8 moves in the third digit. */
    @Test
    void lossUnderAutocastIsThatOfFloat32ButForRounding() {
        Weights exact = new Weights(Precision.FP32.weights(), true);
        Clip reference = new Clip(exact, SIZES, Precision.FP32);
        Weights weights = new Weights(Precision.AMP_BF16.weights(), true);
        Clip rounded = new Clip(weights, SIZES, Precision.AMP_BF16);
        try (NoGradGuard guard = new NoGradGuard()) {
            weights.tensors()
                    .forEach((name, tensor) -> tensor.copy_(exact.tensors().get(name)));
        }
        float expected = backward(reference);
        float actual = backward(rounded);
        assertThat(actual).isCloseTo(expected, within(0.02f)).isNotEqualTo(expected);
        assertThat(torch.is_autocast_enabled(torch.DeviceType.CPU)).isFalse();
        String name = "visual.transformer.resblocks.0.mlp.c_fc.weight";
        assertClose(
                name,
                read(Objects.requireNonNull(weights.tensors().get(name)).grad()),
                read(Objects.requireNonNull(exact.tensors().get(name)).grad()),
                0.05);
    }

    private float backward(Clip clip) {
        Tensor pixels = AbstractTensor.create(images, ENDS.length, 3, SIDE, SIDE);
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        int[] lengths = ENDS.clone();
        for (int i = 0; i < lengths.length; i++) {
            lengths[i]++;
        }
        Tensor loss =
                clip.loss(pixels, AbstractTensor.create(wide, ENDS.length, CONTEXT), Inputs.pooled(lengths, CONTEXT));
        loss.backward();
        return loss.item_float();
    }

    private Batch batch() {
        return new Batch(images, ids, ENDS, new int[ENDS.length]);
    }

    private static void copy(ClipModel model, Weights weights) {
        assertThat(weights.tensors().keySet())
                .containsExactlyInAnyOrderElementsOf(model.parameters().entries().stream()
                        .map(Parameters.Entry::name)
                        .toList());
        try (NoGradGuard guard = new NoGradGuard()) {
            weights.tensors().forEach((name, tensor) -> {
                float[] values = read(model.engine(), model.values().tensor(name));
                tensor.copy_(AbstractTensor.create(values, tensor.shape()));
            });
        }
    }

    /** Relative to the norm of what is expected. */
    private static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference)).as(what).isLessThanOrEqualTo(tolerance * Math.sqrt(norm));
    }

    private static float[] read(Engine engine, dev.diptych.nn.tensor.Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        return values;
    }

    private static float[] read(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        FloatBuffer buffer = tensor.detach().contiguous().createBuffer();
        buffer.get(values);
        return values;
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}
