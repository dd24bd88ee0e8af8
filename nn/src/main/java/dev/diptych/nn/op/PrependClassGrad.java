package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link PrependClass}.
 *
 * @param dout float32 [B, T, W]
 * @param dpatches float32 [B, T - 1, W], overwritten
 * @param dcls float32 [W]
 * @param dpositions float32 [T, W]
 * @param accumulate whether to add to {@code dcls} and {@code dpositions}
 */
public record PrependClassGrad(Tensor dout, Tensor dpatches, Tensor dcls, Tensor dpositions, boolean accumulate)
        implements Primitive {
    public PrependClassGrad {
        Require.contiguous("class token gradient", dout, dpatches, dpositions);
    }

    @Override
    public List<Tensor> reads() {
        return accumulate ? List.of(dout, dcls, dpositions) : List.of(dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(dpatches, dcls, dpositions);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
