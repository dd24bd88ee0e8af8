package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.DeviceMemoryException;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Workspace;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A training step for each caption length in steps of eight, recorded when first needed: a batch runs the shortest that
 * holds its longest caption, which leaves out nothing that reaches the loss; or all of the context where the text tower
 * reads padding. All share one arena.
 */
public final class TrainingSteps {
    private static final int LENGTH_STEP = 8;

    private final ClipModel model;
    private final boolean masked;
    private final Parameters.Block gradients;
    private final StepOptions options;
    private final Workspace workspace;
    private final ImageInput images;
    private final @Nullable TrainingStep[] steps; // by length in steps of LENGTH_STEP
    private long seed;
    private long stepNumber;
    private long lastFlops;
    private float @Nullable [] expected;

    /**
     * @param batch B, pairs in a step, a multiple of the micro-batches
     * @param masked whether pairs of one group are kept from being each other's negatives
     * @param gradients where each parameter's gradient goes
     */
    public TrainingSteps(ClipModel model, int batch, boolean masked, Parameters.Block gradients, StepOptions options) {
        this(model, batch, masked, gradients, options, () -> false);
    }

    /** @param stop ends a step midway, with {@link java.util.concurrent.CancellationException}; the gradients are then of no use */
    public TrainingSteps(
            ClipModel model,
            int batch,
            boolean masked,
            Parameters.Block gradients,
            StepOptions options,
            BooleanSupplier stop) {
        int parts = options.accumulation();
        if (batch < parts || batch % parts != 0) {
            throw new IllegalArgumentException("training step: " + batch + " pairs in " + parts
                    + " micro-batches, expected a multiple of the micro-batches");
        }
        this.model = model;
        this.masked = masked;
        this.gradients = gradients;
        this.options = options;
        this.workspace = new Workspace(model.engine(), stop);
        this.images = new ImageInput(model, batch / parts, batch);
        this.steps = new @Nullable TrainingStep[(context() + LENGTH_STEP - 1) / LENGTH_STEP];
        try {
            step(context()); // the longest first: it makes the arena as large as any will need
        } catch (DeviceMemoryException e) {
            throw new DeviceMemoryException(e, hint(e, batch));
        }
    }

    /** What would fit: activations are in proportion to the batch, but for the similarities, which are fewer. */
    private String hint(DeviceMemoryException e, int batch) {
        int parts = options.accumulation();
        long fits = (long) (0.95 * e.free() / e.asked() * batch / parts) * parts;
        return fits > 0
                ? "a batch of " + fits + " pairs instead of " + batch + " would fit"
                        + (options.checkpointing() ? "" : ", more with gradient checkpointing")
                : "no batch fits" + (options.checkpointing() ? "" : ", but gradient checkpointing may make one");
    }

    /**
     * Sets where the draws of patches that steps leave out start: the next step draws as the one of this number of a run
     * of this seed does.
     */
    public void drawFrom(long runSeed, long step) {
        this.seed = runSeed;
        this.stepNumber = step;
    }

    /**
     * Runs the step for captions of up to {@code longest} tokens; afterwards the gradients hold this batch's.
     *
     * @param pixels float32 [B, 3, S, S], normalised
     * @param captions int32 [B, C] at the model's context length
     * @param endTokens int32 [B], where each caption's end-of-text token stands, below {@code longest}
     * @param groupOf int32 [B], equal for pairs that are not each other's negatives
     * @return the loss
     */
    public float run(float[] pixels, int[] captions, int[] endTokens, int[] groupOf, int longest) {
        TrainingStep step = step(longest);
        lastFlops = step.flops();
        if (expected != null) {
            step.expect(expected);
            expected = null;
        }
        images.at(seed, stepNumber++);
        return step.run(pixels, captions, endTokens, groupOf);
    }

    /**
     * Tells the images of the run after the next, so that they can be brought in while the next computes. A hint: the array
     * must stay as it is until that run.
     */
    public void expect(float[] pixels) {
        expected = pixels;
    }

    /** Floating-point operations of the matrix products that the step that ran last needs for its gradients. */
    public long lastFlops() {
        return lastFlops;
    }

    /** The step that takes captions of up to {@code longest} tokens, recorded now if it has not been. */
    public TrainingStep step(int longest) {
        int needed = model.config().text().readsPadding() ? context() : longest;
        int index = (needed - 1) / LENGTH_STEP;
        TrainingStep step = steps[index];
        if (step == null) {
            step = record(Math.min(context(), (index + 1) * LENGTH_STEP));
            steps[index] = step;
        }
        return step;
    }

    private TrainingStep record(int tokens) {
        return options.accumulation() == 1
                ? new WholeStep(model, images, tokens, masked, gradients, workspace, options.checkpointing())
                : new AccumulatedStep(model, images, tokens, masked, gradients, workspace, options);
    }

    private int context() {
        return model.config().text().contextLength();
    }
}
