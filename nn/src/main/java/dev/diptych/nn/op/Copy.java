package dev.diptych.nn.op;

import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * A view with gaps between its rows, copied to where it has none.
 *
 * @param x float32 or bfloat16, any shape
 * @param out the shape of {@code x}, contiguous
 */
public record Copy(Tensor x, Tensor out) implements Differentiable {
    public Copy {
        Require.contiguous("copy", out);
        Require.equal("copy", out, out.shape().elements(), x.shape().elements());
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
        tape.pass(x, gradient);
    }

    @Override
    public List<Primitive> parts() {
        return List.of(new Add(x, out, false));
    }
}
