package dev.diptych.nn.op.update;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Decides whether a step's update may happen: {@code open = 1} where the loss is finite and the square of the clipped norm,
 * {@code norm * factor}, is a finite float32, else 0. Beyond that, above 1.8e19, second moments would overflow and their
 * weights never move again. The host may set limits below that.
 *
 * @param loss float32 [1]
 * @param norm float32 [1], before clipping
 * @param factor float32 [1], which clips it
 * @param limits float32 [2], the largest loss and norm that are let through; infinite for any
 * @param open float32 [1], written
 */
public record Guard(Tensor loss, Tensor norm, Tensor factor, Tensor limits, Tensor open) implements Primitive {
    /** What {@code open} becomes. */
    public static float decide(float loss, float norm, float factor, float lossLimit, float normLimit) {
        float clipped = norm * factor;
        boolean finite = Float.isFinite(loss) && Float.isFinite(clipped * clipped);
        return finite && loss <= lossLimit && norm <= normLimit ? 1 : 0;
    }

    @Override
    public List<Tensor> reads() {
        return List.of(loss, norm, factor, limits);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(open);
    }
}
