package dev.diptych.nn.cuda.blas;

import static dev.diptych.nn.cuda.blas.BlasStatus.check;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_NOT_SUPPORTED;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.cublasLtCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmul;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulAlgoGetHeuristic;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceSetAttribute;

import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/*
 * The library's heuristics name an algorithm for a product's sizes, strides and alignments; the first is taken. Timing
 * several would find a faster one now and then, but another one at another run, and with it other bits. An algorithm by
 * itself gives the same bits each time, as all products run on one stream with one workspace (cuBLAS' documentation,
 * results reproducibility).
 */
/** cuBLASLt in one context. */
public final class Blas implements AutoCloseable {
    /** What NVIDIA recommends for Hopper; algorithms that split sums need some of it. */
    public static final long WORKSPACE_BYTES = 32L << 20;

    private final cublasLtContext context = new cublasLtContext();
    private final Pointer workspace;
    private final List<PlannedProduct> planned = new ArrayList<>();

    /** @param workspace device memory of {@link #WORKSPACE_BYTES}, which products use one after another */
    public Blas(long workspace) {
        this.workspace = new Address(workspace);
        check("create", cublasLtCreate(context));
    }

    /** Chooses an algorithm; null if there is none for these operands. */
    public @Nullable Product plan(ProductSpec spec) {
        PlannedProduct product = new PlannedProduct(spec);
        cublasLtMatmulHeuristicResult_t result = heuristic(spec, product);
        if (result == null) {
            product.close();
            return null;
        }
        product.choose(result);
        planned.add(product);
        return product;
    }

    /** Puts a product on the stream. */
    public void run(Product product, CUstream_st stream) {
        PlannedProduct plan = (PlannedProduct) product;
        int status = cublasLtMatmul(
                context,
                plan.description,
                plan.alpha,
                plan.a,
                plan.aLayout,
                plan.b,
                plan.bLayout,
                plan.beta,
                plan.c,
                plan.cLayout,
                plan.d,
                plan.dLayout,
                plan.algorithm().algo(),
                workspace,
                WORKSPACE_BYTES,
                stream);
        check("matmul", status);
    }

    @Override
    public void close() {
        planned.forEach(PlannedProduct::close);
        planned.clear();
        check("destroy", cublasLtDestroy(context));
    }

    private @Nullable cublasLtMatmulHeuristicResult_t heuristic(ProductSpec spec, PlannedProduct product) {
        cublasLtMatmulHeuristicResult_t result = new cublasLtMatmulHeuristicResult_t();
        int[] found = new int[1];
        try (Preference preference = new Preference(spec)) {
            int status = cublasLtMatmulAlgoGetHeuristic(
                    context,
                    product.description,
                    product.aLayout,
                    product.bLayout,
                    product.cLayout,
                    product.dLayout,
                    preference.handle,
                    1,
                    result,
                    found);
            if (status == CUBLAS_STATUS_NOT_SUPPORTED) {
                return null;
            }
            check("heuristic for " + spec, status);
        }
        return found[0] > 0 && result.state() == CUBLAS_STATUS_SUCCESS ? result : null;
    }

    /** How much workspace there is, and how the operands are aligned. */
    private static final class Preference implements AutoCloseable {
        private final cublasLtMatmulPreferenceOpaque_t handle;

        Preference(ProductSpec spec) {
            try (PointerPointer<cublasLtMatmulPreferenceOpaque_t> created = new PointerPointer<>(1)) {
                check("preference", cublasLtMatmulPreferenceCreate(created));
                handle = created.get(cublasLtMatmulPreferenceOpaque_t.class, 0);
            }
            try (SizeTPointer bytes = new SizeTPointer(1)) {
                bytes.put(WORKSPACE_BYTES);
                check(
                        "workspace",
                        cublasLtMatmulPreferenceSetAttribute(
                                handle, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, bytes, Long.BYTES));
            }
            Operand c = spec.added() == null ? spec.out() : spec.added();
            align(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, spec.a());
            align(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, spec.b());
            align(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, c);
            align(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, spec.out());
        }

        private void align(int attribute, Operand operand) {
            try (IntPointer bytes = new IntPointer(1)) {
                bytes.put(operand.alignment());
                check("alignment", cublasLtMatmulPreferenceSetAttribute(handle, attribute, bytes, Integer.BYTES));
            }
        }

        @Override
        public void close() {
            check("destroy preference", cublasLtMatmulPreferenceDestroy(handle));
        }
    }

    /** A device address as a pointer. */
    static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }

    /** One float in host memory. */
    static FloatPointer scalar(float value) {
        return new FloatPointer(new float[] {value});
    }
}
