package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.vision.PatchDropout;
import dev.diptych.vision.VisionConfig;
import org.jspecify.annotations.Nullable;

/**
 * The images of M pairs as an input of training steps, with the patches that are kept of each; steps of all caption lengths
 * share it.
 */
final class ImageInput {
    private final Tensor tensor;
    private final @Nullable Tensor kept;
    private final PatchDropout dropout;
    private final int[] tokens;
    private long seed;
    private long step;

    /**
     * @param rows M
     * @param drops whether steps leave out the patches that the model's configuration says; if not, they see all
     */
    ImageInput(ClipModel model, int rows, boolean drops) {
        VisionConfig vision = model.config().vision();
        this.tensor = model.images(rows);
        this.dropout = new PatchDropout(vision);
        this.tokens = new int[drops && vision.patchDropout() > 0 ? rows * dropout.tokens() : 0];
        this.kept = tokens.length == 0
                ? null
                : Tensor.create("kept tokens", DType.INT32, Role.INPUT, Shape.of(tokens.length));
    }

    /** float32 [M, 3, S, S]. */
    Tensor tensor() {
        return tensor;
    }

    /** int32 [M K], the tokens that the step computes with; null for all. */
    @Nullable
    Tensor kept() {
        return kept;
    }

    /** Sets the step whose patches are drawn from here on. */
    void at(long runSeed, long stepNumber) {
        this.seed = runSeed;
        this.step = stepNumber;
    }

    /**
     * Writes the images of a micro-batch.
     *
     * @param pixels float32 [M, 3, S, S]
     * @param part its number in the step
     */
    void write(Engine engine, float[] pixels, int part) {
        engine.write(tensor, pixels);
        if (kept != null) {
            dropout.draw(seed, step, part * tensor.shape().size(0), tokens);
            engine.write(kept, tokens);
        }
    }

    /** Begins to bring in images that will be written. */
    void prefetch(Engine engine, float[] pixels) {
        engine.prefetch(tensor, pixels);
    }
}
