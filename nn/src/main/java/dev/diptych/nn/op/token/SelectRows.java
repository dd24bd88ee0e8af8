package dev.diptych.nn.op.token;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Picks rows by number, as pooling at the end-of-text token does: {@code out[b] = x[rows[b]]}.
 *
 * @param x float32 or bfloat16 [M, W]
 * @param rows int32 [B], distinct, each in [0, M)
 * @param out the type of {@code x}, [B, W]
 */
public record SelectRows(Tensor x, Tensor rows, Tensor out) implements Differentiable {
    public SelectRows {
        Require.contiguous("select rows", x, out);
        Require.equal("select rows", out, out.shape().rows(), rows.shape().elements());
        Require.equal("select rows", out, out.shape().last(), x.shape().last());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, rows);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink sink = tape.sink(x);
        tape.record(new Grad(gradient, rows, sink.gradient(), sink.accumulate()));
    }

    /**
     * The gradient of {@link SelectRows}: {@code dx[rows[b]] = dout[b]}, zero elsewhere; or added to {@code dx}.
     *
     * @param dout float32 or bfloat16 [B, W]
     * @param rows int32 [B], distinct
     * @param dx the type of {@code dout}, [M, W]
     */
    public record Grad(Tensor dout, Tensor rows, Tensor dx, boolean accumulate) implements Primitive {
        public Grad {
            Require.contiguous("select rows gradient", dout, dx);
        }

        @Override
        public List<Tensor> reads() {
            return accumulate ? List.of(dout, rows, dx) : List.of(dout, rows);
        }

        @Override
        public List<Tensor> writes() {
            return List.of(dx);
        }
    }
}
