package dev.diptych.nn.op.update;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Decides whether a step's update may happen: {@code open = 1} where the loss is finite and the square of the clipped norm,
 * {@code norm * factor}, is a finite float32, else 0. Beyond that, above 1.8e19, second moments would overflow and their
 * weights never move again.
 *
 * @param loss float32 [1]
 * @param norm float32 [1], before clipping
 * @param factor float32 [1], which clips it
 * @param open float32 [1], written
 */
public record Guard(Tensor loss, Tensor norm, Tensor factor, Tensor open) implements Primitive {
    /** What {@code open} becomes. */
    public static float decide(float loss, float norm, float factor) {
        float clipped = norm * factor;
        return Float.isFinite(loss) && Float.isFinite(clipped * clipped) ? 1 : 0;
    }

    @Override
    public List<Tensor> reads() {
        return List.of(loss, norm, factor);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(open);
    }
}
