package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link AverageTokens}: {@code dx[b, t] = dout[b] / (T - first)} from {@code first} on, zero before; or
 * added to {@code dx}.
 *
 * @param dout float32 or bfloat16 [B, 1, W]
 * @param first in [0, T)
 * @param dx the type of {@code dout}, [B, T, W]
 */
public record AverageTokensGrad(Tensor dout, int first, Tensor dx, boolean accumulate) implements Primitive {
    public AverageTokensGrad {
        Require.contiguous("average gradient", dout, dx);
        Require.equal("average gradient", dout, dout.shape().rows(), dx.shape().size(0));
        Require.inside("average gradient", first, dx);
    }

    @Override
    public List<Tensor> reads() {
        return accumulate ? List.of(dout, dx) : List.of(dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(dx);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
