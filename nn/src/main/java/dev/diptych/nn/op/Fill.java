package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
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

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
