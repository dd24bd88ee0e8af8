package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Element-wise copy or sum: {@code out = x}, or {@code out += x} if {@code accumulate}. The types may differ: the result
 * is rounded to that of {@code out}.
 *
 * @param x float32 or bfloat16, any shape
 * @param out float32 or bfloat16, as many elements
 */
public record Add(Tensor x, Tensor out, boolean accumulate) implements Primitive {
    public Add {
        Require.equal("add", out, out.shape().elements(), x.shape().elements());
    }

    @Override
    public List<Tensor> reads() {
        return accumulate ? List.of(x, out) : List.of(x);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }
}
