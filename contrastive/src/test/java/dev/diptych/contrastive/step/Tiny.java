package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A model of a few thousand parameters with a fixed batch, for tests of whole steps. */
final class Tiny {
    static final int BATCH = 6;
    static final int CONTEXT = 20;
    static final ModelConfig CONFIG =
            new ModelConfig(12, new VisionConfig(16, 8, 24, 2, 12, 2), new TextConfig(CONTEXT, 40, 16, 2, 2, 2), false);

    final ClipModel model;
    final Parameters.Block gradients;
    final TrainingSteps steps;
    final Optimizer optimizer;
    final float[] images = new float[BATCH * 3 * 16 * 16];
    final int[] ids = new int[BATCH * CONTEXT];
    final int[] ends = new int[BATCH];
    final int[] groups = {0, 1, 2, 0, 3, 4};
    final int longest;
    private final int parts;
    private final Ranks ranks;
    private @Nullable StepInput input;
    private int inputLongest;

    /** @param longest tokens of the longest caption */
    Tiny(Engine engine, LossKind loss, int longest) {
        this(engine, loss, longest, StepOptions.DEFAULT);
    }

    Tiny(Engine engine, LossKind loss, int longest, StepOptions options) {
        this(engine, loss, longest, Precision.FP32, options);
    }

    Tiny(Engine engine, LossKind loss, int longest, Precision precision, StepOptions options) {
        this(engine, CONFIG, loss, longest, precision, options);
    }

    Tiny(Engine engine, ModelConfig config, LossKind loss, int longest, Precision precision, StepOptions options) {
        this(engine, config, loss, longest, precision, options, Parameters.Entry::group);
    }

    Tiny(Engine engine, LossKind kind, Loss loss, StepOptions options) {
        this(engine, CONFIG, kind, loss, CONTEXT, Precision.FP32, options, Tuning.WHOLE, Ranks.one());
    }

    /** One rank's part of the batch. */
    Tiny(Engine engine, LossKind kind, Loss loss, StepOptions options, Tuning tuning, Ranks ranks) {
        this(engine, CONFIG, kind, loss, CONTEXT, Precision.FP32, options, tuning, ranks);
    }

    Tiny(Engine engine, Precision precision, StepOptions options, Tuning tuning) {
        this(engine, CONFIG, LossKind.CLIP, Loss.of(LossKind.CLIP), CONTEXT, precision, options, tuning, Ranks.one());
    }

    /** @param config of 16-pixel images and 40 tokens, {@link #CONTEXT} of them in a caption */
    Tiny(
            Engine engine,
            ModelConfig config,
            LossKind loss,
            int longest,
            Precision precision,
            StepOptions options,
            Function<Parameters.Entry, Parameters.Group> grouping) {
        this(engine, config, loss, Loss.of(loss), longest, precision, options, Tuning.of(grouping), Ranks.one());
    }

    private Tiny(
            Engine engine,
            ModelConfig config,
            LossKind kind,
            Loss loss,
            int longest,
            Precision precision,
            StepOptions options,
            Tuning tuning,
            Ranks ranks) {
        this.longest = longest;
        this.parts = options.accumulation();
        model = new ClipModel(config, kind, precision, engine, tuning);
        model.initialize(1);
        gradients = model.parameters().mirror("gradient", engine);
        this.ranks = ranks;
        steps = new TrainingSteps(model, loss, BATCH, true, null, gradients, options, () -> false, ranks);
        optimizer = model.optimizer(OptimizerConfig.DEFAULT, gradients);
        Random random = new Random(3);
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        for (int b = 0; b < BATCH; b++) {
            ends[b] = b == 0 ? longest - 1 : 2 + random.nextInt(longest - 2);
            for (int t = 0; t < ends[b]; t++) {
                ids[b * CONTEXT + t] = random.nextInt(39);
            }
            ids[b * CONTEXT + ends[b]] = 39;
        }
    }

    /** All its pairs. */
    Batch batch() {
        return new Batch(images, ids, ends, groups, longest);
    }

    /** One step with the caption length of the data. */
    float step() {
        return step(longest);
    }

    float step(int atLeast) {
        gradient(atLeast);
        optimizer.step(1e-3);
        return optimizer.loss();
    }

    /** The loss of a step that changes no parameter, for captions of at most so many tokens. */
    float run(int atLeast) {
        gradient(atLeast);
        return steps.loss();
    }

    private void gradient(int atLeast) {
        if (input == null || inputLongest != atLeast) {
            StepInput all = StepInput.of(new Batch(images, ids, ends, groups, atLeast), parts);
            input = ranks.alone() ? all : number -> all.part(number).part(ranks.rank(), ranks.size());
            inputLongest = atLeast;
        }
        try {
            steps.run(input);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Asserts that steps allocate neither heap nor native memory once the first few have run. */
    void assertStepsAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20; i++) { // method handles and buffers settle in the first few
            step();
        }
        long heap = threads.getCurrentThreadAllocatedBytes();
        long natives = Pointer.totalBytes();
        for (int i = 0; i < 50; i++) {
            step();
        }
        // The counters themselves may allocate a little; a step that allocated would show fifty times.
        assertThat(threads.getCurrentThreadAllocatedBytes() - heap).isLessThan(2_000);
        assertThat(Pointer.totalBytes()).isEqualTo(natives);
    }

    /** The gradients of one step that changes nothing, by name. */
    Map<String, float[]> gradients() {
        run(longest);
        return values(gradients);
    }

    /** What a block holds, by name. */
    Map<String, float[]> values(Parameters.Block block) {
        Map<String, float[]> all = new LinkedHashMap<>();
        block.tensors().keySet().forEach(name -> all.put(name, values(block, name)));
        return all;
    }

    float[] values(Parameters.Block block, String name) {
        Tensor tensor = block.tensor(name);
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        model.engine().read(tensor, values);
        return values;
    }
}
