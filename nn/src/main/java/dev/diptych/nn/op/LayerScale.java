package dev.diptych.nn.op;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
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
        tape.record(new Grad(x, gamma, gradient, dx.gradient(), dgamma.gradient(), dgamma.accumulate()));
        tape.pass(residual, gradient);
    }

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
    public record Grad(Tensor x, Tensor gamma, Tensor dout, Tensor dx, Tensor dgamma, boolean accumulate)
            implements Primitive {
        public Grad {
            Require.contiguous("layer scale gradient", x, dout, dx);
            Require.equal(
                    "layer scale gradient",
                    dout,
                    dout.shape().elements(),
                    x.shape().elements());
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
    }
}
