package dev.diptych.nn.op;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Sets every element: {@code out = value}.
 *
 * @param out float32, any shape, contiguous
 */
public record Fill(Tensor out, float value) implements Primitive {
    public Fill {
        Require.contiguous("fill", out);
    }

    @Override
    public List<Tensor> reads() {
        return List.of();
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    /** Nothing that is learnt reaches it. */
    @Override
    public void backward(Tape tape) {}
}
