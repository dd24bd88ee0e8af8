package dev.diptych.nn.cuda.blas;

import static dev.diptych.nn.cuda.blas.BlasStatus.check;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_NOT_SUPPORTED;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.cublasLtCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtGetVersion;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmul;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulAlgoGetHeuristic;

import dev.diptych.nn.cuda.device.CudaException;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/*
 * The library's heuristics name algorithms for a product's sizes, strides and alignments, the likeliest first. Which one is
 * taken is settled when the product first runs, and stays so: by itself an algorithm gives the same bits each time, as all
 * products run on one stream with one workspace (cuBLAS' documentation, results reproducibility).
 */
/** cuBLASLt in one context. */
public final class Blas implements AutoCloseable {
    /** What NVIDIA recommends for Hopper; algorithms that split sums need some of it. */
    public static final long WORKSPACE_BYTES = 32L << 20;

    private static final int MOST_CANDIDATES = 8;

    private final cublasLtContext context = new cublasLtContext();
    private final Pointer workspace;
    private final Settling settling;
    private final List<PlannedProduct> planned = new ArrayList<>();

    /**
     * @param workspace device memory of {@link #WORKSPACE_BYTES}, which products use one after another
     * @param settling chooses among algorithms
     */
    public Blas(long workspace, Settling settling) {
        this.workspace = new Address(workspace);
        this.settling = settling;
        check("create", cublasLtCreate(context));
    }

    /** The library's version: ten thousands the major one. */
    public static long version() {
        return cublasLtGetVersion();
    }

    /** Plans a product; null if there is no algorithm for these operands, or for this epilogue whatever the reason. */
    public @Nullable Product plan(ProductSpec spec) {
        PlannedProduct product = null;
        try {
            product = new PlannedProduct(spec);
            if (find(spec, product)) {
                planned.add(product);
                return product;
            }
            product.close();
            return null;
        } catch (CudaException e) {
            if (product != null) {
                product.close();
            }
            if (spec.epilogue() == ProductSpec.Epilogue.NONE) {
                throw e;
            }
            return null; // a product alone and a kernel do the same
        }
    }

    /**
     * Puts a product on the stream.
     *
     * @param settles whether its algorithm may be settled now: not during a capture
     * @throws dev.diptych.nn.cuda.device.RefusedException if the library will not run it
     */
    public void run(Product product, CUstream_st stream, boolean settles) {
        PlannedProduct plan = (PlannedProduct) product;
        if (settles && !plan.settled()) {
            settling.settle(plan, candidate -> status(plan, candidate, stream));
        }
        BlasStatus.requireTaken("matmul", status(plan, plan.chosen(), stream));
    }

    private int status(PlannedProduct plan, int candidate, CUstream_st stream) {
        return cublasLtMatmul(
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
                plan.candidate(candidate).algo(),
                workspace,
                WORKSPACE_BYTES,
                stream);
    }

    @Override
    public void close() {
        planned.forEach(PlannedProduct::close);
        planned.clear();
        check("destroy", cublasLtDestroy(context));
    }

    /** Asks for algorithms; whether there is any. */
    private boolean find(ProductSpec spec, PlannedProduct product) {
        cublasLtMatmulHeuristicResult_t results = new cublasLtMatmulHeuristicResult_t(MOST_CANDIDATES);
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
                    MOST_CANDIDATES,
                    results,
                    found);
            if (status == CUBLAS_STATUS_NOT_SUPPORTED) {
                return false;
            }
            check("heuristic for " + spec, status);
        }
        List<cublasLtMatmulHeuristicResult_t> usable = new ArrayList<>();
        for (int i = 0; i < found[0]; i++) {
            cublasLtMatmulHeuristicResult_t result = results.getPointer(i);
            if (result.state() == CUBLAS_STATUS_SUCCESS) {
                usable.add(result);
            }
        }
        product.offer(usable);
        return !usable.isEmpty();
    }

    /** A device address as a pointer. */
    static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }
}
