package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link SelectRows}: {@code dx[rows[b]] = dout[b]}, zero elsewhere; or added to {@code dx}.
 *
 * @param dout float32 or bfloat16 [B, W]
 * @param rows int32 [B], distinct
 * @param dx the type of {@code dout}, [M, W]
 */
public record SelectRowsGrad(Tensor dout, Tensor rows, Tensor dx, boolean accumulate) implements Primitive {
    public SelectRowsGrad {
        Require.contiguous("select rows gradient", dout, dx);
    }

    @Override
    public List<Tensor> reads() {
        return accumulate ? List.of(dout, rows, dx) : List.of(dout, rows);
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
