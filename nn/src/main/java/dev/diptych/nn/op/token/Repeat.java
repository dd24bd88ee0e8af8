package dev.diptych.nn.op.token;

import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Gives every sequence of a batch the same rows: {@code out[b] = x}.
 *
 * @param x float32 [N, W]
 * @param out float32 or bfloat16 [B, N, W]
 */
public record Repeat(Tensor x, Tensor out) implements Differentiable {
    public Repeat {
        Require.contiguous("repeat", x, out);
        Require.equal(
                "repeat", out, out.shape().elements(), batch(out) * x.shape().elements());
        Require.equal("repeat", out, out.shape().last(), x.shape().last());
    }

    public int batch() {
        return batch(out);
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
        int length = Math.toIntExact(x.shape().elements());
        tape.record(
                new ColumnSum(gradient.reshape(batch(), length), sink.gradient().reshape(length), sink.accumulate()));
    }

    private static int batch(Tensor out) {
        return out.shape().size(0);
    }
}
