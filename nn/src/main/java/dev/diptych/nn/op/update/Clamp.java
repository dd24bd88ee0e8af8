package dev.diptych.nn.op.update;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Brings a learnt scalar back into its bounds, {@code x = max(low, min(x, high))}, and tells it; where the guard is closed
 * it is told as it is.
 *
 * @param x float32 [1]
 * @param open float32 [1], what a {@link Guard} decided
 * @param told float32 [1], written: {@code x} as it then is
 */
public record Clamp(Tensor x, float low, float high, Tensor open, Tensor told) implements Primitive {
    public Clamp {
        Require.equal("clamp", x, x.shape().elements(), 1);
        if (!(low <= high)) {
            throw new IllegalArgumentException("clamp: " + x + ": to " + low + " to " + high + ", expected a range");
        }
    }

    /** What a value becomes. */
    public float of(float value, float guard) {
        return guard == 0 ? value : Math.max(low, Math.min(value, high));
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, open);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(x, told);
    }
}
