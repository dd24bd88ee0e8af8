package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link LayerScale}: {@code dx = gamma * dout}, {@code dgamma[w] = sum over m of x[m, w] dout[m, w]}.
 *
 * @param x float32 or bfloat16 [M, W]
 * @param gamma float32 [W]
 * @param dout float32 [M, W]
 * @param dx the type of {@code x}, [M, W], overwritten
 * @param dgamma float32 [W]
 * @param accumulate whether to add to {@code dgamma}
 */
public record LayerScaleGrad(Tensor x, Tensor gamma, Tensor dout, Tensor dx, Tensor dgamma, boolean accumulate)
        implements Primitive {
    public LayerScaleGrad {
        Require.contiguous("layer scale gradient", x, dout, dx);
        Require.equal(
                "layer scale gradient", dout, dout.shape().elements(), x.shape().elements());
        Require.equal(
                "layer scale gradient", dx, dx.shape().elements(), x.shape().elements());
        Require.equal(
                "layer scale gradient",
                gamma,
                gamma.shape().elements(),
                x.shape().last());
        Require.equal(
                "layer scale gradient",
                dgamma,
                dgamma.shape().elements(),
                x.shape().last());
    }

    @Override
    public List<Tensor> reads() {
        return accumulate ? List.of(x, gamma, dout, dgamma) : List.of(x, gamma, dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(dx, dgamma);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
