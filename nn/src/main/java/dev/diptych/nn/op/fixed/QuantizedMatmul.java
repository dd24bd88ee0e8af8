package dev.diptych.nn.op.fixed;

import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * A linear layer on integers of 8 bits. Each row of {@code a}, and each row of {@code b}, is divided by its step, the
 * largest of its sizes over 127, and rounded to an integer, ties to even; products of those are added up as integers, and the sum is
 * multiplied by both steps: {@code out = act(step_m step_n sum_k q_mk r_nk + bias) + residual}. A row of zeros has the step 0.
 *
 * @param product with {@code a} float32 [M, K], contiguous, and {@code b} a parameter [N, K], transposed, that is written as a
 *     {@link FixedMatmul}'s; a scale of 1; it does not accumulate
 */
public record QuantizedMatmul(Matmul product) implements Primitive {
    /** The largest integer that a value becomes; the least is its negative. */
    public static final int LARGEST = 127;

    public QuantizedMatmul {
        if (!fits(product)) {
            throw new IllegalArgumentException("quantized matmul: " + product
                    + ", expected a linear layer of float32 rows by a parameter, not added to what is there");
        }
    }

    /** Whether a product is a linear layer that can be computed so. */
    public static boolean fits(Matmul product) {
        return !product.transposeA()
                && product.transposeB()
                && product.scale() == 1
                && !product.accumulate()
                && product.a().contiguous()
                && product.b().contiguous()
                && product.out().contiguous()
                && product.a().dtype() == DType.FLOAT32
                && product.out().dtype() == DType.FLOAT32
                && product.b().storage().role() == Role.PARAMETER;
    }

    /**
     * The step of a row whose largest size is given.
     *
     * @param largest not negative; NaN gives NaN
     */
    public static float step(float largest) {
        return largest / LARGEST;
    }

    /** What a row's values are multiplied by before they are rounded; 0 for a row of zeros. */
    public static float inverse(float largest) {
        return largest == 0 ? 0 : LARGEST / largest;
    }

    @Override
    public List<Tensor> reads() {
        return product.reads();
    }

    @Override
    public List<Tensor> writes() {
        return product.writes();
    }

    @Override
    public long flops() {
        return product.flops();
    }
}
