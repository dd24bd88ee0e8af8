package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.vision.PatchDropout;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.VisionTransformer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images of M pairs, or V views of each side by side, as an input of training steps, with the patches that are kept of each;
 * steps of all caption lengths share it.
 */
final class ImageInput {
    private final int pairs;
    private final Tensor tensor;
    private final @Nullable Tensor kept;
    private final PatchDropout dropout;
    private final int[] tokens;
    private final Ranks ranks;
    private long seed;
    private long step;

    /**
     * @param pairs M
     * @param drops whether steps leave out the patches that the model's configuration says; if not, they see all
     * @param ranks of whose micro-batch these are this one's pairs
     */
    ImageInput(ClipModel model, int pairs, boolean drops, Ranks ranks) {
        this.pairs = pairs;
        this.ranks = ranks;
        int rows = Math.multiplyExact(pairs, model.imagesPerPair());
        VisionConfig vision = model.config().vision();
        this.tensor = model.images(rows);
        this.dropout = new PatchDropout(vision);
        this.tokens = new int[drops && vision.patchDropout() > 0 ? rows * dropout.tokens() : 0];
        this.kept = tokens.length == 0
                ? null
                : Tensor.create("kept tokens", DType.INT32, Role.INPUT, Shape.of(tokens.length));
    }

    /** M. */
    int pairs() {
        return pairs;
    }

    /**
     * Records the image tower.
     *
     * @return unit features float32 [M, D] of each pair's image; where the model has a projection head also those of its two
     *     further views, side by side
     */
    List<Tensor> features(Tape tape, ClipModel model) {
        VisionTransformer vision = model.vision();
        Tensor pooled = vision.pool(tape, tensor, kept);
        ProjectionHead head = model.head();
        if (head == null) {
            return List.of(ClipModel.normalize(tape, vision.project(tape, pooled)));
        }
        int width = pooled.shape().last();
        Tensor beside = pooled.reshape(pairs, model.imagesPerPair() * width);
        Tensor own = copy(tape, beside.columns(0, width));
        Tensor views = copy(tape, beside.columns(width, 2 * width)).reshape(2 * pairs, width);
        Tensor seen = head.apply(tape, tape.as(model.precision().compute(), views));
        return List.of(
                ClipModel.normalize(tape, vision.project(tape, own)),
                ClipModel.normalize(tape, seen).reshape(pairs, 2 * head.width()));
    }

    private static Tensor copy(Tape tape, Tensor columns) {
        Tensor copy = tape.activation(
                columns.dtype(), "images of pairs", columns.shape().toArray());
        tape.record(new Copy(columns, copy));
        return copy;
    }

    /** Sets the step whose patches are drawn from here on. */
    void at(long runSeed, long stepNumber) {
        this.seed = runSeed;
        this.step = stepNumber;
    }

    /**
     * Writes the images of a micro-batch.
     *
     * @param pixels float32 [M, V, 3, S, S]
     * @param part its number in the step
     */
    void write(Engine engine, float[] pixels, int part) {
        engine.write(tensor, pixels);
        if (kept != null) {
            int before = part * ranks.size() + ranks.rank();
            dropout.draw(seed, step, before * tensor.shape().size(0), tokens);
            engine.write(kept, tokens);
        }
    }

    /** Begins to bring in images that will be written. */
    void prefetch(Engine engine, float[] pixels) {
        engine.prefetch(tensor, pixels);
    }
}
