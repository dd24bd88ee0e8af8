package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradient of {@link Activation}: {@code dx = dout * kind'(x)}.
 *
 * @param x float32 or bfloat16, what the activation read
 * @param dout same type and shape; may be {@code dx} itself
 * @param dx same type and shape, overwritten
 */
public record ActivationGrad(Activation.Kind kind, Tensor x, Tensor dout, Tensor dx) implements Primitive {
    public ActivationGrad {
        Require.contiguous("activation gradient", x, dout, dx);
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, dout);
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
