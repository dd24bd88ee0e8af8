package dev.diptych.nn.op;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Scales each row to unit length: {@code out = x / max(|x|, 1e-12)}, as torch.nn.functional.normalize.
 *
 * @param x float32 [B, D]
 * @param inverse float32 [B], the factors, written for the gradient
 * @param out float32 [B, D]
 */
public record L2Normalize(Tensor x, Tensor inverse, Tensor out) implements Differentiable {
    public L2Normalize {
        Require.contiguous("normalise", x, out);
        Require.equal("normalise", out, out.shape().elements(), x.shape().elements());
        Require.equal(
                "normalise", inverse, inverse.shape().elements(), x.shape().rows());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(inverse, out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink sink = tape.sink(x);
        tape.record(new Grad(out, inverse, gradient, sink.gradient(), sink.accumulate()));
    }

    /**
     * The gradient of {@link L2Normalize}: {@code dx = inverse * (dout - out * (out . dout))}.
     *
     * @param out float32 [B, D], what the normalisation wrote
     * @param inverse float32 [B]
     * @param dout float32 [B, D]
     * @param dx float32 [B, D]
     */
    public record Grad(Tensor out, Tensor inverse, Tensor dout, Tensor dx, boolean accumulate) implements Primitive {
        public Grad {
            Require.contiguous("normalise gradient", out, dout, dx);
        }

        @Override
        public List<Tensor> reads() {
            return accumulate ? List.of(out, inverse, dout, dx) : List.of(out, inverse, dout);
        }

        @Override
        public List<Tensor> writes() {
            return List.of(dx);
        }
    }
}
