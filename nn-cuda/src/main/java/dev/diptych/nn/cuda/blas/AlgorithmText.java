package dev.diptych.nn.cuda.blas;

import static org.bytedeco.cuda.global.cublas.CUBLASLT_ALGO_CONFIG_ID;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_ALGO_CONFIG_REDUCTION_SCHEME;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_ALGO_CONFIG_SPLITK_NUM;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_ALGO_CONFIG_STAGES_ID;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_ALGO_CONFIG_TILE_ID;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulAlgoConfigGetAttribute;

import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.ProductSpec;
import java.util.Locale;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Products and their algorithms in words: for a log, and to name what is kept of them. */
final class AlgorithmText {
    private static final int WORDS = 8; // of an algorithm, which is opaque

    private AlgorithmText() {}

    /** All of a product that an algorithm may depend on; addresses count by their alignment alone. */
    static String of(ProductSpec spec) {
        Operand added = spec.added();
        String sum = added == null ? "" : added.address() == spec.out().address() ? " added" : " plus " + of(added);
        return of(spec.a()) + (spec.transposeA() ? "^T" : "") + " by " + of(spec.b()) + (spec.transposeB() ? "^T" : "")
                + " into " + of(spec.out()) + sum + " " + spec.epilogue()
                + (spec.vector() == 0
                        ? ""
                        : " " + spec.vectorType() + " at " + Math.min(256, Long.lowestOneBit(spec.vector())))
                + (spec.tf32() ? " tf32" : "");
    }

    private static String of(Operand operand) {
        return operand.dtype() + " [" + operand.rows() + ", " + operand.columns() + "] every " + operand.stride()
                + " at " + operand.alignment();
    }

    /** All bits of an algorithm. */
    static String bits(cublasLtMatmulHeuristicResult_t found) {
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            bits.append(Long.toHexString(found.algo().data(i))).append(' ');
        }
        return bits.toString();
    }

    /** What the library tells of an algorithm. */
    static String of(cublasLtMatmulHeuristicResult_t found) {
        return "algorithm " + attribute(found, CUBLASLT_ALGO_CONFIG_ID) + ", tile "
                + attribute(found, CUBLASLT_ALGO_CONFIG_TILE_ID) + ", stages "
                + attribute(found, CUBLASLT_ALGO_CONFIG_STAGES_ID) + ", split "
                + attribute(found, CUBLASLT_ALGO_CONFIG_SPLITK_NUM) + ", reduction "
                + attribute(found, CUBLASLT_ALGO_CONFIG_REDUCTION_SCHEME)
                + String.format(Locale.ROOT, ", %.2f waves, %d bytes", found.wavesCount(), found.workspaceSize());
    }

    private static String attribute(cublasLtMatmulHeuristicResult_t found, int attribute) {
        try (IntPointer value = new IntPointer(1);
                SizeTPointer written = new SizeTPointer(1)) {
            int status = cublasLtMatmulAlgoConfigGetAttribute(found.algo(), attribute, value, Integer.BYTES, written);
            return status == CUBLAS_STATUS_SUCCESS ? String.valueOf(value.get()) : "?";
        }
    }
}
