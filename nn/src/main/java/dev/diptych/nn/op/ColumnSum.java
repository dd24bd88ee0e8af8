package dev.diptych.nn.op;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The sum over rows, as a bias receives its gradient: {@code out[n] = sum over m of x[m, n]}, or added to {@code out}.
 *
 * @param x float32 or bfloat16 [M, N]
 * @param out float32 [N]
 */
public record ColumnSum(Tensor x, Tensor out, boolean accumulate) implements Primitive {
    public ColumnSum {
        Require.equal("column sum", out, out.shape().elements(), x.shape().last());
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
