package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link Attention}.
 *
 * @param forward what was run
 * All are of the forward primitive's type.
 *
 * @param dout [B, Q, W], the gradient of its output
 * @param scores [B, H, Q, T], scratch; where the forward primitive is fused float32 [B, H, Q]
 * @param dq [B, Q, W], a view as {@code forward.q()}, overwritten
 * @param dk [B, T, W], a view as {@code forward.k()}, overwritten
 * @param dv float32 [B, T, W], likewise
 */
public record AttentionGrad(Attention forward, Tensor dout, Tensor scores, Tensor dq, Tensor dk, Tensor dv)
        implements Primitive {
    @Override
    public List<Tensor> reads() {
        return forward.fused()
                ? List.of(forward.q(), forward.k(), forward.v(), forward.probabilities(), forward.out(), dout)
                : List.of(forward.q(), forward.k(), forward.v(), forward.probabilities(), dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(scores, dq, dk, dv);
    }

    @Override
    public long flops() {
        return 2 * forward.flops();
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
