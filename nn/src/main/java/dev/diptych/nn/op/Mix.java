package dev.diptych.nn.op;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * A weighted sum, element by element: {@code out = alpha * x + beta * y}.
 *
 * @param x float32 [N]
 * @param y float32 [N]
 * @param out float32 [N]; may be {@code x} or {@code y}
 */
public record Mix(Tensor x, float alpha, Tensor y, float beta, Tensor out) implements Primitive {
    public Mix {
        Require.contiguous("mix", x, y, out);
        Require.equal("mix", x, x.shape().elements(), out.shape().elements());
        Require.equal("mix", y, y.shape().elements(), out.shape().elements());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, y);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }
}
