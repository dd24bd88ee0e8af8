package dev.diptych.nn.probe;

import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.fixed.FixedMatmul;
import dev.diptych.nn.op.fixed.QuantizedMatmul;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products with every epilogue, and the gradients of a linear layer. */
final class ProductProbes {
    private static final int M = 33;
    private static final int N = 48;
    private static final int K = 40;

    /** Rows from which on float32 weights are brought into another layout. */
    private static final int MANY = 2048;

    private ProductProbes() {}

    static List<Probe> in(DType type) {
        String in = type == DType.FLOAT32 ? " in float32" : " in bfloat16";
        return List.of(
                new Probe("product" + in, rig -> product(rig, type, false, false)),
                new Probe("product" + in, rig -> product(rig, type, false, true)),
                new Probe("product" + in, rig -> product(rig, type, true, false)),
                new Probe("linear layer" + in, rig -> linear(rig, type, 1, Activation.Kind.GELU, false)),
                new Probe("linear layer" + in, rig -> linear(rig, type, 1, null, true)),
                new Probe("linear layer" + in, rig -> linear(rig, type, 0.37f, null, true)),
                new Probe("product with weights" + in, rig -> weights(rig, type)),
                new Probe("product with fixed weights" + in, rig -> fixed(rig, type, M)),
                new Probe("product with fixed weights" + in, rig -> fixed(rig, type, 1)),
                new Probe("weight gradient" + in, rig -> weightGradient(rig, type)),
                new Probe("column sum" + in, rig -> columnSum(rig, type)));
    }

    /** Added to what stands there, as gradients are. */
    private static void product(Rig rig, DType type, boolean transposeA, boolean transposeB) {
        Tensor a = transposeA ? rig.normal(type, K, M) : rig.normal(type, M, K);
        Tensor b = transposeB ? rig.normal(type, N, K) : rig.normal(type, K, N);
        Tensor out = rig.normal(type, M, N);
        double[] product = Plain.product(rig.drawn(a), transposeA, rig.drawn(b), transposeB, M, N, K);
        rig.run(Matmul.product(a, transposeA, b, transposeB, out, true));
        rig.require(type, out, Plain.sum(product, rig.drawn(out)));
    }

    /** NullAway does not see that a compiled record takes null for its activation, whose type is a nested one. */
    @SuppressWarnings("NullAway")
    private static void linear(
            Rig rig, DType type, float scale, Activation.@Nullable Kind activation, boolean residual) {
        Tensor x = rig.normal(type, M, K);
        Tensor weight = rig.normal(type, N, K);
        Tensor bias = rig.normal(DType.FLOAT32, N);
        Tensor stream = residual ? rig.normal(DType.FLOAT32, M, N) : null;
        Tensor out = rig.normal(residual ? DType.FLOAT32 : type, M, N);
        rig.run(new Matmul(x, false, weight, true, scale, bias, activation, stream, out, false));
        double[] expected = Plain.product(rig.drawn(x), false, rig.drawn(weight), true, M, N, K);
        expected = Plain.sum(Plain.map(expected, value -> scale * value), rig.drawn(bias));
        if (activation != null) {
            expected = Plain.map(expected, value -> Plain.activation(activation, value));
        }
        rig.require(type, out, stream == null ? expected : Plain.sum(expected, rig.drawn(stream)));
    }

    private static void weights(Rig rig, DType type) {
        Tensor x = rig.normal(type, MANY, 17);
        Tensor weight = rig.weights(24, 17);
        Tensor out = rig.normal(DType.FLOAT32, MANY, 24);
        rig.run(Matmul.product(x, false, weight, true, out, false));
        rig.require(type, out, Plain.product(rig.drawn(x), false, rig.drawn(weight), true, MANY, 24, 17));
    }

    private static void fixed(Rig rig, DType type, int rows) {
        Tensor x = rig.normal(type, rows, K);
        Tensor weight = rig.weights(N, K);
        Tensor bias = rig.normal(DType.FLOAT32, N);
        Tensor stream = rig.normal(DType.FLOAT32, rows, N);
        Tensor out = rig.normal(DType.FLOAT32, rows, N);
        rig.run(new FixedMatmul(new Matmul(x, false, weight, true, 1, bias, null, stream, out, false)));
        double[] product = Plain.product(rig.drawn(x), false, rig.drawn(weight), true, rows, N, K);
        rig.require(type, out, Plain.sum(Plain.sum(product, rig.drawn(bias)), rig.drawn(stream)));
    }

    /** Values that are integers already, of which each row and each column has the largest: so nothing is rounded. */
    static void integers(Rig rig, int rows, int columns, int inputs) {
        Tensor x = rig.integral(Role.INPUT, QuantizedMatmul.LARGEST, rows, inputs);
        Tensor weight = rig.integral(Role.PARAMETER, QuantizedMatmul.LARGEST, columns, inputs);
        Tensor bias = rig.normal(DType.FLOAT32, columns);
        Tensor out = rig.normal(DType.FLOAT32, rows, columns);
        rig.run(new QuantizedMatmul(Matmul.linear(x, weight, bias, out)));
        double[] product = Plain.product(rig.drawn(x), false, rig.drawn(weight), true, rows, columns, inputs);
        rig.require(DType.FLOAT32, out, Plain.sum(product, rig.drawn(bias)));
    }

    private static void weightGradient(Rig rig, DType type) {
        Tensor x = rig.normal(type, M, K);
        Tensor dout = rig.normal(type, M, N);
        Tensor dweight = rig.normal(DType.FLOAT32, N, K);
        Tensor dbias = rig.normal(DType.FLOAT32, N);
        rig.run(new WeightGrad(x, dout, dweight, dbias));
        rig.require(type, dweight, Plain.product(rig.drawn(dout), true, rig.drawn(x), false, N, K, M));
        rig.require(type, dbias, Plain.columnSums(rig.drawn(dout), N));
    }

    private static void columnSum(Rig rig, DType type) {
        Tensor x = rig.normal(type, M, N);
        Tensor out = rig.normal(DType.FLOAT32, N);
        rig.run(new ColumnSum(x, out, false));
        rig.require(type, out, Plain.columnSums(rig.drawn(x), N));
    }
}
