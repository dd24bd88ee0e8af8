package dev.diptych.nn.cuda.blas;

import static dev.diptych.nn.cuda.blas.BlasStatus.check;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceSetAttribute;

import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.ProductSpec;
import dev.diptych.nn.tensor.DType;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** How much workspace there is, how the operands are aligned, and in which type the parts of a split sum are added up. */
final class Preference implements AutoCloseable {
    final cublasLtMatmulPreferenceOpaque_t handle;

    Preference(ProductSpec spec) {
        try (PointerPointer<cublasLtMatmulPreferenceOpaque_t> created = new PointerPointer<>(1)) {
            check("preference", cublasLtMatmulPreferenceCreate(created));
            handle = created.get(cublasLtMatmulPreferenceOpaque_t.class, 0);
        }
        try {
            workspace();
            Operand c = spec.added() == null ? spec.out() : spec.added();
            set(
                    "alignment",
                    CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES,
                    spec.a().alignment());
            set(
                    "alignment",
                    CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
                    spec.b().alignment());
            set("alignment", CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, c.alignment());
            set(
                    "alignment",
                    CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES,
                    spec.out().alignment());
            if (spec.out().dtype() == DType.BFLOAT16) { // else parts may be added up in bfloat16, in the result's place
                set(
                        "reduction schemes",
                        CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
                        CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE);
            }
        } catch (RuntimeException e) {
            cublasLtMatmulPreferenceDestroy(handle);
            throw e;
        }
    }

    private void workspace() {
        try (SizeTPointer bytes = new SizeTPointer(1)) {
            bytes.put(Blas.WORKSPACE_BYTES);
            check(
                    "workspace",
                    cublasLtMatmulPreferenceSetAttribute(
                            handle, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, bytes, Long.BYTES));
        }
    }

    private void set(String what, int attribute, int value) {
        try (IntPointer pointer = new IntPointer(1)) {
            pointer.put(value);
            check(what, cublasLtMatmulPreferenceSetAttribute(handle, attribute, pointer, Integer.BYTES));
        }
    }

    @Override
    public void close() {
        check("destroy preference", cublasLtMatmulPreferenceDestroy(handle));
    }
}
