package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The global L2 norm of all gradients and the factor that clips it: {@code factor = min(1, limit / (norm + 1e-6))}, as
 * torch.nn.utils.clip_grad_norm_.
 *
 * @param gradients float32, any shapes, contiguous
 * @param limit the norm to clip to; infinity leaves the factor at one
 * @param norm float32 [1], written
 * @param factor float32 [1], written
 */
public record GradientNorm(List<Tensor> gradients, float limit, Tensor norm, Tensor factor) implements Primitive {
    @Override
    public List<Tensor> reads() {
        return gradients;
    }

    @Override
    public List<Tensor> writes() {
        return List.of(norm, factor);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
