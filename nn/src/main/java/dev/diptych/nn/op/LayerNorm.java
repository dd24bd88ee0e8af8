package dev.diptych.nn.op;

import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Layer normalisation of each row: {@code out = (x - mean) / sqrt(variance + epsilon) * gamma + beta}, with the biased
 * variance (Ba, Kiros, Hinton 2016, section 3).
 *
 * @param x float32 [M, W]
 * @param gamma float32 [W]
 * @param beta float32 [W]
 * @param mean float32 [M], written for the gradient
 * @param variance float32 [M], written for the gradient
 * @param out float32 or bfloat16 [M, W]
 */
public record LayerNorm(Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor mean, Tensor variance, Tensor out)
        implements Differentiable {
    public LayerNorm {
        Require.contiguous("layer norm", x, out);
        Require.equal("layer norm", out, out.shape().elements(), x.shape().elements());
        Require.equal("layer norm", gamma, gamma.shape().elements(), x.shape().last());
        Require.equal("layer norm", mean, mean.shape().elements(), x.shape().rows());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, gamma, beta);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(mean, variance, out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink dx = tape.sink(x);
        List<Tape.Sink> learnt = tape.sinks(gamma, beta);
        Tensor fresh = dx.accumulate()
                ? tape.activation("layer norm gradient", x.shape().toArray())
                : dx.gradient();
        tape.record(new Grad(
                x,
                gamma,
                epsilon,
                mean,
                variance,
                gradient,
                fresh,
                learnt.get(0).gradient(),
                learnt.get(1).gradient(),
                learnt.get(0).accumulate()));
        if (dx.accumulate()) {
            tape.record(new Add(fresh, dx.gradient(), true));
        }
    }

    /**
     * The gradient of {@link LayerNorm}.
     *
     * @param dout float32 or bfloat16 [M, W], the gradient of its output
     * @param dx float32 [M, W], overwritten
     * @param dgamma float32 [W]
     * @param dbeta float32 [W]
     * @param accumulate whether to add to {@code dgamma} and {@code dbeta}
     */
    public record Grad(
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
        public Grad {
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
    }
}
