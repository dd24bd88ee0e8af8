package dev.diptych.nn.cuda.blas;

import static dev.diptych.nn.cuda.blas.BlasStatus.check;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_BGRADB;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_BIAS;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_DEFAULT;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_BIAS_POINTER;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_EPILOGUE;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSA;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSB;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_TF32;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescSetAttribute;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutDestroy;
import static org.bytedeco.cuda.global.cudart.CUDA_R_16BF;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;

import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import dev.diptych.nn.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A product as cuBLASLt describes it, and the algorithms that there are for it. */
final class PlannedProduct implements Product {
    final cublasLtMatmulDescOpaque_t description;
    final cublasLtMatrixLayoutOpaque_t aLayout;
    final cublasLtMatrixLayoutOpaque_t bLayout;
    final cublasLtMatrixLayoutOpaque_t cLayout;
    final cublasLtMatrixLayoutOpaque_t dLayout;
    final Pointer a;
    final Pointer b;
    final Pointer c;
    final Pointer d;
    final FloatPointer alpha;
    final FloatPointer beta;
    private final ProductSpec spec;
    private final List<Runnable> ends = new ArrayList<>(); // what gives back what was created
    private List<cublasLtMatmulHeuristicResult_t> candidates = List.of();
    private int chosen;
    private boolean settled;

    PlannedProduct(ProductSpec spec) {
        this.spec = spec;
        Operand added = spec.added() == null ? spec.out() : spec.added();
        try {
            description = description();
            describe();
            aLayout = layout(spec.a());
            bLayout = layout(spec.b());
            cLayout = layout(added);
            dLayout = layout(spec.out());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        a = new Blas.Address(spec.a().address());
        b = new Blas.Address(spec.b().address());
        c = new Blas.Address(added.address());
        d = new Blas.Address(spec.out().address());
        alpha = new FloatPointer(new float[] {spec.alpha()});
        beta = new FloatPointer(new float[] {spec.added() == null ? 0 : 1});
    }

    ProductSpec spec() {
        return spec;
    }

    /** Tells the algorithms, the likeliest first; that one is taken until another is settled. */
    void offer(List<cublasLtMatmulHeuristicResult_t> found) {
        candidates = List.copyOf(found);
    }

    int candidates() {
        return candidates.size();
    }

    cublasLtMatmulHeuristicResult_t candidate(int number) {
        return candidates.get(number);
    }

    void settle(int number) {
        chosen = number;
        settled = true;
    }

    boolean settled() {
        return settled;
    }

    int chosen() {
        return chosen;
    }

    @Override
    public double waves() {
        return candidates.get(chosen).wavesCount();
    }

    void close() {
        ends.forEach(Runnable::run);
        ends.clear();
    }

    private cublasLtMatmulDescOpaque_t description() {
        boolean tf32 = spec.tf32() && spec.a().dtype() == DType.FLOAT32;
        try (PointerPointer<cublasLtMatmulDescOpaque_t> created = new PointerPointer<>(1)) {
            check(
                    "description",
                    cublasLtMatmulDescCreate(
                            created, tf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F, CUDA_R_32F));
            cublasLtMatmulDescOpaque_t made = created.get(cublasLtMatmulDescOpaque_t.class, 0);
            ends.add(() -> check("destroy description", cublasLtMatmulDescDestroy(made)));
            return made;
        }
    }

    private void describe() {
        set(CUBLASLT_MATMUL_DESC_TRANSA, spec.transposeA() ? CUBLAS_OP_T : CUBLAS_OP_N);
        set(CUBLASLT_MATMUL_DESC_TRANSB, spec.transposeB() ? CUBLAS_OP_T : CUBLAS_OP_N);
        set(CUBLASLT_MATMUL_DESC_EPILOGUE, epilogue(spec.epilogue()));
        if (spec.vector() != 0) {
            set(CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE, type(spec.vectorType()));
            try (LongPointer address = new LongPointer(1)) {
                address.put(spec.vector());
                check(
                        "vector",
                        cublasLtMatmulDescSetAttribute(
                                description, CUBLASLT_MATMUL_DESC_BIAS_POINTER, address, Long.BYTES));
            }
        }
    }

    private void set(int attribute, int value) {
        try (IntPointer pointer = new IntPointer(1)) {
            pointer.put(value);
            check(
                    "attribute " + attribute,
                    cublasLtMatmulDescSetAttribute(description, attribute, pointer, Integer.BYTES));
        }
    }

    private cublasLtMatrixLayoutOpaque_t layout(Operand operand) {
        try (PointerPointer<cublasLtMatrixLayoutOpaque_t> created = new PointerPointer<>(1)) {
            check(
                    "layout of " + operand,
                    cublasLtMatrixLayoutCreate(
                            created, type(operand.dtype()), operand.rows(), operand.columns(), operand.stride()));
            cublasLtMatrixLayoutOpaque_t made = created.get(cublasLtMatrixLayoutOpaque_t.class, 0);
            ends.add(() -> check("destroy layout", cublasLtMatrixLayoutDestroy(made)));
            return made;
        }
    }

    private static int epilogue(ProductSpec.Epilogue epilogue) {
        return switch (epilogue) {
            case NONE -> CUBLASLT_EPILOGUE_DEFAULT;
            case BIAS -> CUBLASLT_EPILOGUE_BIAS;
            case SUM_B -> CUBLASLT_EPILOGUE_BGRADB;
        };
    }

    private static int type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> CUDA_R_32F;
            case BFLOAT16 -> CUDA_R_16BF;
            case INT32 -> throw new IllegalArgumentException("product: of INT32, expected float32 or bfloat16");
        };
    }
}
