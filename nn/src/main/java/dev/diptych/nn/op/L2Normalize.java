package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Differentiable;
import dev.diptych.nn.program.Tape;
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
        tape.record(new L2NormalizeGrad(out, inverse, gradient, sink.gradient(), sink.accumulate()));
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
