package dev.diptych.nn.op.token;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The mean of each sequence's tokens from one on: {@code out[b] = sum over t >= first of x[b, t] / (T - first)}.
 *
 * @param x float32 or bfloat16 [B, T, W]
 * @param first the first token that counts, in [0, T): 1 leaves a class token out
 * @param out the type of {@code x}, [B, 1, W]; sums are float32 and rounded last
 */
public record AverageTokens(Tensor x, int first, Tensor out) implements Differentiable {
    public AverageTokens {
        Require.contiguous("average", x, out);
        Require.equal("average", out, out.shape().rows(), x.shape().size(0));
        Require.equal("average", out, out.shape().last(), x.shape().last());
        Require.inside("average", first, x);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink sink = tape.sink(x);
        tape.record(new Grad(gradient, first, sink.gradient(), sink.accumulate()));
    }

    /**
     * The gradient of {@link AverageTokens}: {@code dx[b, t] = dout[b] / (T - first)} from {@code first} on, zero before; or
     * added to {@code dx}.
     *
     * @param dout float32 or bfloat16 [B, 1, W]
     * @param first in [0, T)
     * @param dx the type of {@code dout}, [B, T, W]
     */
    public record Grad(Tensor dout, int first, Tensor dx, boolean accumulate) implements Primitive {
        public Grad {
            Require.contiguous("average gradient", dout, dx);
            Require.equal(
                    "average gradient", dout, dout.shape().rows(), dx.shape().size(0));
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
    }
}
