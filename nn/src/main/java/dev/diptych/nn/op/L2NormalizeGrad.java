package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link L2Normalize}: {@code dx = inverse * (dout - out * (out . dout))}.
 *
 * @param out float32 [B, D], what the normalisation wrote
 * @param inverse float32 [B]
 * @param dout float32 [B, D]
 * @param dx float32 [B, D]
 */
public record L2NormalizeGrad(Tensor out, Tensor inverse, Tensor dout, Tensor dx, boolean accumulate)
        implements Primitive {
    public L2NormalizeGrad {
        Require.contiguous("normalise gradient", out, dout, dx);
    }

    @Override
    public List<Tensor> reads() {
        return accumulate ? List.of(out, inverse, dout, dx) : List.of(out, inverse, dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(dx);
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
