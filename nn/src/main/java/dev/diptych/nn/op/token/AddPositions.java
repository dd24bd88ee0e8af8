package dev.diptych.nn.op.token;

import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Adds its place's embedding to each token of a sequence without a class token: {@code out[b, t] = x[b, t] +
 * positions[t]}.
 *
 * @param x float32 [B, T, W]
 * @param positions float32, T W elements
 * @param out float32 [B, T, W]
 */
public record AddPositions(Tensor x, Tensor positions, Tensor out) implements Differentiable {
    public AddPositions {
        Require.contiguous("positions", x, positions, out);
        Require.equal("positions", out, out.shape().elements(), x.shape().elements());
        Require.equal(
                "positions",
                positions,
                positions.shape().elements(),
                (long) out.shape().size(1) * out.shape().last());
    }

    /** Elements of one sequence, T W. */
    public int length() {
        return Math.toIntExact(positions.shape().elements());
    }

    public int batch() {
        return out.shape().size(0);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, positions);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        if (tape.differentiable(positions)) {
            Tape.Sink sink = tape.sink(positions);
            tape.record(new ColumnSum(
                    gradient.reshape(batch(), length()), sink.gradient().reshape(length()), sink.accumulate()));
        }
        tape.pass(x, gradient);
    }
}
