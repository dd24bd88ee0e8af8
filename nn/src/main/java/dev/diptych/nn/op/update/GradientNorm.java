package dev.diptych.nn.op.update;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The global L2 norm of all gradients and the factor that clips it: {@code factor = min(1, limit / (norm + 1e-6))}, as
 * torch.nn.utils.clip_grad_norm_.
 *
 * <p>The sum of squares overflows or vanishes nowhere that the gradients do not: the norm is right to float32 sums wherever
 * it is itself a float32. It is infinite where a gradient is, or where it exceeds the largest float32, 3.4e38; it is NaN
 * where a gradient is.
 *
 * @param gradients float32, any shapes, contiguous
 * @param limit the norm to clip to; infinity leaves the factor at one, whatever the norm
 * @param norm float32 [1], written
 * @param factor float32 [1], written; with a limit 0 for an infinite norm and NaN for NaN
 */
public record GradientNorm(List<Tensor> gradients, float limit, Tensor norm, Tensor factor) implements Primitive {
    /** Keeps the factor finite for gradients of zero. */
    private static final double LEAST_NORM = 1e-6;

    /** The factor for a norm. */
    public double factorOf(double length) {
        return limit == Float.POSITIVE_INFINITY ? 1 : Math.min(1, limit / (length + LEAST_NORM));
    }

    @Override
    public List<Tensor> reads() {
        return gradients;
    }

    @Override
    public List<Tensor> writes() {
        return List.of(norm, factor);
    }
}
