package dev.diptych.nn.op;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Matrix product with its epilogue: {@code out = act(scale * op(a) op(b) + bias) + residual}, or that added to
 * {@code out}.
 *
 * @param a float32 or bfloat16 [M, K], or [K, M] if {@code transposeA}
 * @param b [K, N], or [N, K] if {@code transposeB}; of the type of {@code a}, or float32, which is then rounded to it
 * @param bias float32 [N], added to every row
 * @param activation applied before the residual is added; forward programs only
 * @param residual float32 [M, N]
 * @param out float32 or bfloat16 [M, N]; sums are float32 and rounded last
 * @param accumulate whether to add to {@code out}, whose gradient is then that of what stood there too; excludes the activation
 *     and the residual
 */
public record Matmul(
        Tensor a,
        boolean transposeA,
        Tensor b,
        boolean transposeB,
        float scale,
        @Nullable Tensor bias,
        Activation.@Nullable Kind activation,
        @Nullable Tensor residual,
        Tensor out,
        boolean accumulate)
        implements Differentiable {
    public Matmul {
        int m = rows(a, transposeA);
        int k = columns(a, transposeA);
        int n = columns(b, transposeB);
        if (rows(b, transposeB) != k
                || out.shape().rows() != m
                || out.shape().last() != n
                || bias != null && bias.shape().elements() != n
                || residual != null
                        && (residual.shape().rows() != m || residual.shape().last() != n)) {
            throw new IllegalArgumentException("matmul: " + a + (transposeA ? "^T" : "") + " by " + b
                    + (transposeB ? "^T" : "") + ", bias " + bias + ", residual " + residual + " into " + out
                    + ", expected [M, K] by [K, N] into [M, N]");
        }
        if (accumulate && (activation != null || residual != null)) {
            throw new IllegalArgumentException(
                    "matmul: accumulates with an activation or a residual, expected neither");
        }
    }

    /** {@code out = a b^T + bias}, the linear layer with weights [N, K]. */
    public static Matmul linear(Tensor x, Tensor weight, @Nullable Tensor bias, Tensor out) {
        return new Matmul(x, false, weight, true, 1, bias, null, null, out, false);
    }

    /** {@code out = op(a) op(b)}, added to {@code out} if {@code accumulate}. */
    public static Matmul product(
            Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor out, boolean accumulate) {
        return new Matmul(a, transposeA, b, transposeB, 1, null, null, null, out, accumulate);
    }

    public int m() {
        return rows(a, transposeA);
    }

    public int n() {
        return columns(b, transposeB);
    }

    public int k() {
        return columns(a, transposeA);
    }

    @Override
    public List<Tensor> reads() {
        List<Tensor> reads = new ArrayList<>(List.of(a, b));
        if (bias != null) {
            reads.add(bias);
        }
        if (residual != null) {
            reads.add(residual);
        }
        if (accumulate) {
            reads.add(out);
        }
        return reads;
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public long flops() {
        return 2L * m() * n() * k();
    }

    @Override
    public void backward(Tape tape, Tensor arrived) {
        if (activation != null) {
            throw new IllegalStateException("backward: matmul into " + out + " has a fused activation");
        }
        Tensor gradient = tape.as(a.dtype(), arrived);
        if (tape.differentiable(a)) {
            Tape.Sink sink = tape.sink(a);
            tape.record(
                    transposeA
                            ? scaled(b, transposeB, gradient, true, sink)
                            : scaled(gradient, false, b, !transposeB, sink));
        }
        Tape.@Nullable Sink weight = tape.differentiable(b) ? tape.sink(b) : null;
        Tape.@Nullable Sink row = bias == null || !tape.differentiable(bias) ? null : tape.sink(bias);
        if (weight != null && row != null && fused(weight, row, gradient)) {
            tape.record(new WeightGrad(a, gradient, weight.gradient(), row.gradient()));
        } else {
            if (weight != null) {
                tape.record(
                        transposeB
                                ? scaled(gradient, true, a, transposeA, weight)
                                : scaled(a, !transposeA, gradient, false, weight));
            }
            if (row != null) {
                tape.record(new ColumnSum(gradient, row.gradient(), row.accumulate()));
            }
        }
        if (residual != null && tape.differentiable(residual)) {
            tape.pass(residual, arrived);
        }
    }

    private boolean fused(Tape.Sink weight, Tape.Sink row, Tensor gradient) {
        return !transposeA
                && transposeB
                && scale == 1
                && !weight.accumulate()
                && !row.accumulate()
                && a.contiguous()
                && gradient.contiguous();
    }

    private Matmul scaled(Tensor left, boolean transposeLeft, Tensor right, boolean transposeRight, Tape.Sink sink) {
        return new Matmul(
                left,
                transposeLeft,
                right,
                transposeRight,
                scale,
                null,
                null,
                null,
                sink.gradient(),
                sink.accumulate());
    }

    private static int rows(Tensor matrix, boolean transposed) {
        return transposed
                ? matrix.shape().last()
                : Math.toIntExact(matrix.shape().rows());
    }

    private static int columns(Tensor matrix, boolean transposed) {
        return rows(matrix, !transposed);
    }
}
