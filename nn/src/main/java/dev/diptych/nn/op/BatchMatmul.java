package dev.diptych.nn.op;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * B matrix products at once: {@code out = scale * op(a) op(b) + residual}, matrix by matrix, as torch.baddbmm.
 *
 * @param a float32 [B, M, K], or [B, K, M] if {@code transposeA}
 * @param b float32 [B, K, N], or [B, N, K] if {@code transposeB}
 * @param residual float32 [B, M, N]; null for none
 * @param out float32 [B, M, N]; none of the others
 */
public record BatchMatmul(
        Tensor a,
        boolean transposeA,
        Tensor b,
        boolean transposeB,
        float scale,
        @Nullable Tensor residual,
        Tensor out) implements Primitive {
    public BatchMatmul {
        Require.contiguous("batch matmul", a, b, out);
        int batch = out.shape().size(0);
        if (a.shape().rank() != 3
                || b.shape().rank() != 3
                || out.shape().rank() != 3
                || a.shape().size(0) != batch
                || b.shape().size(0) != batch
                || a.shape().size(transposeA ? 2 : 1) != out.shape().size(1)
                || b.shape().size(transposeB ? 1 : 2) != out.shape().size(2)
                || a.shape().size(transposeA ? 1 : 2) != b.shape().size(transposeB ? 2 : 1)
                || residual != null
                        && !(residual.contiguous() && residual.shape().equals(out.shape()))) {
            throw new IllegalArgumentException("batch matmul: " + a + (transposeA ? "^T" : "") + " by " + b
                    + (transposeB ? "^T" : "") + ", residual " + residual + " into " + out
                    + ", expected [B, M, K] by [B, K, N] into [B, M, N]");
        }
    }

    @Override
    public List<Primitive> parts() {
        return IntStream.range(0, out.shape().size(0)).mapToObj(this::single).toList();
    }

    private Primitive single(int number) {
        Tensor added = residual == null ? null : matrix(residual, number);
        return new Matmul(
                matrix(a, number),
                transposeA,
                matrix(b, number),
                transposeB,
                scale,
                null,
                null,
                added,
                matrix(out, number),
                false);
    }

    private static Tensor matrix(Tensor all, int number) {
        int rows = all.shape().size(1);
        return all.reshape(all.shape().size(0) * rows, all.shape().last()).rows(number * rows, rows);
    }

    @Override
    public List<Tensor> reads() {
        return residual == null ? List.of(a, b) : List.of(a, b, residual);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public long flops() {
        return 2 * out.shape().elements() * a.shape().size(transposeA ? 1 : 2);
    }
}
