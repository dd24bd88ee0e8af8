package dev.diptych.nn.cuda.device;

import dev.diptych.nn.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * A product of column-major matrices with its epilogue, as BLAS has it: {@code out = alpha op(a) op(b) + added}, plus
 * what the epilogue says. Sums are float32.
 *
 * @param a the type of {@code b}
 * @param added of the type and the sizes of {@code out}, which it may be itself; null for nothing
 * @param out [m, n]
 * @param vector device address of the epilogue's vector; 0 where it has none
 * @param vectorType its type
 * @param tf32 whether float32 operands may be rounded to TensorFloat-32
 */
public record ProductSpec(
        Operand a,
        boolean transposeA,
        Operand b,
        boolean transposeB,
        float alpha,
        @Nullable Operand added,
        Operand out,
        Epilogue epilogue,
        long vector,
        DType vectorType,
        boolean tf32) {
    public ProductSpec {
        int k = transposeA ? a.rows() : a.columns();
        if (a.dtype() != b.dtype()
                || (transposeA ? a.columns() : a.rows()) != out.rows()
                || (transposeB ? b.rows() : b.columns()) != out.columns()
                || (transposeB ? b.columns() : b.rows()) != k
                || added != null
                        && (added.dtype() != out.dtype()
                                || added.rows() != out.rows()
                                || added.columns() != out.columns())
                || (vector == 0) != (epilogue == Epilogue.NONE)) {
            throw new IllegalArgumentException("product: " + a + (transposeA ? "^T" : "") + " by " + b
                    + (transposeB ? "^T" : "") + " plus " + added + " into " + out + ", " + epilogue + " at " + vector
                    + ", expected [m, k] by [k, n] into [m, n] and a vector for an epilogue");
        }
    }

    /** k: the length of the sums. */
    public int depth() {
        return transposeA ? a.rows() : a.columns();
    }

    /** The elements of the epilogue's vector. */
    public int vectorLength() {
        return switch (epilogue) {
            case NONE -> 0;
            case BIAS -> out.rows();
            case SUM_B -> out.columns();
        };
    }

    /** What a product does beside multiplying. */
    public enum Epilogue {
        NONE,
        /** Adds the vector, one element a row of {@code out}, to every column. */
        BIAS,
        /** Writes the sums over k of {@code op(b)}, one a column of {@code out}, to the vector. */
        SUM_B
    }
}
