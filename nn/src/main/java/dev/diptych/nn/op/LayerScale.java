package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Differentiable;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Joins a residual branch whose columns have a learnt weight each: {@code out = residual + gamma * x} (Touvron et al.
 * 2021, equation 3).
 *
 * @param x float32 or bfloat16 [M, W], what the branch computed
 * @param gamma float32 [W]
 * @param residual float32 [M, W]
 * @param out float32 [M, W]
 */
public record LayerScale(Tensor x, Tensor gamma, Tensor residual, Tensor out) implements Differentiable {
    public LayerScale {
        Require.contiguous("layer scale", x, residual, out);
        Require.equal("layer scale", gamma, gamma.shape().elements(), x.shape().last());
        Require.equal(
                "layer scale", residual, residual.shape().elements(), x.shape().elements());
        Require.equal("layer scale", out, out.shape().elements(), x.shape().elements());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, gamma, residual);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink dx = tape.sink(x);
        Tape.Sink dgamma = tape.sink(gamma);
        if (dx.accumulate()) {
            throw new IllegalStateException("backward: " + x + " feeds a layer scale and something else");
        }
        tape.record(new LayerScaleGrad(x, gamma, gradient, dx.gradient(), dgamma.gradient(), dgamma.accumulate()));
        tape.pass(residual, gradient);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
