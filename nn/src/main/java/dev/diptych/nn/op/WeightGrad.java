package dev.diptych.nn.op;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The gradients of a linear layer's weights and bias, in one pass over the output's: {@code dweight = dout^T x},
 * {@code dbias[n] = sum over m of dout[m, n]}.
 *
 * @param x float32 or bfloat16 [M, K]
 * @param dout the type of {@code x}, [M, N]
 * @param dweight float32 [N, K], overwritten
 * @param dbias float32 [N], overwritten
 */
public record WeightGrad(Tensor x, Tensor dout, Tensor dweight, Tensor dbias) implements Primitive {
    public WeightGrad {
        Require.contiguous("weight gradient", x, dout, dweight);
        Require.equal("weight gradient", dbias, dbias.shape().rows(), 1);
        Require.equal("weight gradient", dout, dout.shape().rows(), x.shape().rows());
        Require.equal(
                "weight gradient", dweight, dweight.shape().rows(), dout.shape().last());
        Require.equal(
                "weight gradient", dweight, dweight.shape().last(), x.shape().last());
        Require.equal(
                "weight gradient", dbias, dbias.shape().elements(), dout.shape().last());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(x, dout);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(dweight, dbias);
    }

    @Override
    public long flops() {
        return 2 * x.shape().rows() * x.shape().last() * dout.shape().last();
    }

    @Override
    public List<Primitive> parts() {
        return List.of(Matmul.product(dout, true, x, false, dweight, false), new ColumnSum(dout, dbias, false));
    }
}
