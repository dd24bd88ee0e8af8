package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Differentiable;
import dev.diptych.nn.program.Tape;
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
        tape.record(new SelectRowsGrad(gradient, rows, sink.gradient(), sink.accumulate()));
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
