package dev.diptych.contrastive.model;

import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * A training step for each caption length in steps of eight, recorded when first needed: a batch runs the shortest that
 * holds its longest caption, which leaves out nothing that reaches the loss. All share one arena.
 */
public final class TrainingSteps {
    private static final int LENGTH_STEP = 8;

    private final ClipModel model;
    private final int batch;
    private final boolean masked;
    private final Parameters.Block gradients;
    private final Workspace workspace;
    private final @Nullable TrainingStep[] steps; // by length in steps of LENGTH_STEP
    private long lastFlops;

    public TrainingSteps(ClipModel model, int batch, boolean masked, Parameters.Block gradients) {
        this.model = model;
        this.batch = batch;
        this.masked = masked;
        this.gradients = gradients;
        this.workspace = new Workspace(model.engine());
        this.steps = new @Nullable TrainingStep[(context() + LENGTH_STEP - 1) / LENGTH_STEP];
        step(context()); // the longest first: it makes the arena as large as any will need
    }

    /**
     * Runs the step for captions of up to {@code longest} tokens; afterwards the gradients hold this batch's.
     *
     * @param pixels float32 [B, 3, S, S], normalised
     * @param captions int32 [B, T] at the model's context length
     * @param endTokens int32 [B], where each caption's end-of-text token stands, below {@code longest}
     * @param groupOf int32 [B], equal for pairs that are not each other's negatives
     * @return the loss
     */
    public float run(float[] pixels, int[] captions, int[] endTokens, int[] groupOf, int longest) {
        int length = Math.min(context(), (longest + LENGTH_STEP - 1) / LENGTH_STEP * LENGTH_STEP);
        TrainingStep step = step(length);
        lastFlops = step.program().flops();
        int[] cut = captions;
        if (length < context()) {
            cut = step.cut();
            for (int b = 0; b < batch; b++) {
                System.arraycopy(captions, b * context(), cut, b * length, length);
            }
        }
        return step.run(pixels, cut, endTokens, groupOf);
    }

    /** Floating-point operations of the matrix products of the step that ran last. */
    public long lastFlops() {
        return lastFlops;
    }

    private TrainingStep step(int length) {
        int index = (length - 1) / LENGTH_STEP;
        TrainingStep step = steps[index];
        if (step == null) {
            step = new TrainingStep(model, batch, length, masked, gradients, workspace);
            steps[index] = step;
        }
        return step;
    }

    private int context() {
        return model.config().text().contextLength();
    }
}
