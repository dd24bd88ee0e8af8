package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Differentiable;
import dev.diptych.nn.program.Tape;
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
        tape.record(new AverageTokensGrad(gradient, first, sink.gradient(), sink.accumulate()));
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
