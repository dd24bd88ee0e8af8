package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link LayerNorm}.
 *
 * @param dout float32 or bfloat16 [M, W], the gradient of its output
 * @param dx float32 [M, W], overwritten
 * @param dgamma float32 [W]
 * @param dbeta float32 [W]
 * @param accumulate whether to add to {@code dgamma} and {@code dbeta}
 */
public record LayerNormGrad(
        Tensor x,
        Tensor gamma,
        float epsilon,
        Tensor mean,
        Tensor variance,
        Tensor dout,
        Tensor dx,
        Tensor dgamma,
        Tensor dbeta,
        boolean accumulate)
        implements Primitive {
    public LayerNormGrad {
        Require.contiguous("layer norm gradient", x, dout, dx);
    }

    @Override
    public List<Tensor> reads() {
        return accumulate
                ? List.of(x, gamma, mean, variance, dout, dgamma, dbeta)
                : List.of(x, gamma, mean, variance, dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(dx, dgamma, dbeta);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
