package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import dev.diptych.nn.cuda.device.ProductSpec.Epilogue;
import dev.diptych.nn.cuda.device.RefusedException;
import dev.diptych.nn.cuda.kernel.Kernels;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A row-major matrix is its transpose, column-major. So out = op(a) op(b) is computed as out^T = op(b)^T op(a)^T: the
 * library's first operand is b, its second a, each transposed where the primitive says so; a bias, one element a column,
 * is one element a row of out^T.
 */
/** Matrix products with their epilogues, and the conversions that they need. */
final class Products {
    /** The library asks for no alignment of an epilogue's vector, but may read 16 bytes of it at a time. */
    private static final int VECTOR_ALIGNMENT = 16;

    /** A kernel that adds up columns costs a fraction of the product: less than what idles below this share of the other. */
    private static final double LEAST_SHARE = 0.8;

    private final Gpu gpu;
    private final Kernels kernels;
    private final Launcher launcher;
    private final Shadows shadows;
    private final BiFunction<DType, Long, CudaMemory> allocator;
    private final CudaOptions options;

    Products(
            Gpu gpu,
            Kernels kernels,
            Launcher launcher,
            Shadows shadows,
            BiFunction<DType, Long, CudaMemory> allocator,
            CudaOptions options) {
        this.gpu = gpu;
        this.kernels = kernels;
        this.launcher = launcher;
        this.shadows = shadows;
        this.allocator = allocator;
        this.options = options;
    }

    Op matmul(Matmul op) {
        List<Op> steps = new ArrayList<>();
        DType type = op.a().dtype();
        Tensor b = converted(op.b(), type, steps);
        if (type == DType.FLOAT32 && op.out().dtype() != DType.FLOAT32) { // no library has this pair
            Tensor wide = temporary(op.out(), DType.FLOAT32);
            steps.add(product(op, b, op.bias(), null, wide, false));
            Add narrow = new Add(wide, op.out(), op.accumulate());
            steps.add(launcher.op(narrow, kernels.of(narrow)));
            addEpilogue(op, null, op.residual(), steps);
        } else if (op.activation() != null || op.residual() != null && op.out().dtype() != DType.FLOAT32) {
            steps.add(product(op, b, null, null, op.out(), false));
            addEpilogue(op, op.bias(), op.residual(), steps);
        } else {
            Tensor bias =
                    op.bias() == null ? null : converted(op.bias(), op.out().dtype(), steps);
            steps.add(product(op, b, bias, op.residual(), op.out(), op.accumulate()));
        }
        return all(steps);
    }

    /** By one product with column sums, or a product and a kernel, whichever leaves less of the device idle. */
    Op weightGrad(WeightGrad op) {
        Matmul product = Matmul.product(op.dout(), true, op.x(), false, op.dweight(), false);
        Product plain = plain(spec(product, op.x(), op.dweight(), null, Epilogue.NONE, 0));
        ColumnSum sum = new ColumnSum(op.dout(), op.dbias(), false);
        Supplier<Op> apart = () -> all(List.of(() -> gpu.run(plain), launcher.op(sum, kernels.of(sum))));
        Product both = fused(product, op.x(), op.dweight(), null, Epilogue.SUM_B, op.dbias());
        return both != null && use(both) >= LEAST_SHARE * use(plain) ? orElse(both, apart) : apart.get();
    }

    /** {@code out = scale * op(a) op(b) + bias + residual}, or added to {@code out}. */
    private Op product(
            Matmul op, Tensor b, @Nullable Tensor bias, @Nullable Tensor residual, Tensor out, boolean accumulate) {
        Tensor added = accumulate ? out : residual;
        Supplier<Op> apart = () -> {
            Product plain = plain(spec(op, b, out, added, Epilogue.NONE, 0));
            List<Op> steps = new ArrayList<>(List.of(() -> gpu.run(plain)));
            if (bias != null) {
                steps.add(finish(rest(op, bias, false, null, out)));
            }
            return all(steps);
        };
        Product both = bias == null ? null : fused(op, b, out, added, Epilogue.BIAS, bias);
        return both == null ? apart.get() : orElse(both, apart);
    }

    private Product plain(ProductSpec spec) {
        Product plain = gpu.product(spec);
        if (plain == null) {
            throw new IllegalStateException(
                    "matmul: " + spec + ": no algorithm in cuBLASLt, expected one for any strides and alignment");
        }
        return plain;
    }

    /** A product with an epilogue, if the library has it for these operands and the vector lies where it may read it. */
    private @Nullable Product fused(
            Matmul op, Tensor b, Tensor out, @Nullable Tensor added, Epilogue epilogue, Tensor vector) {
        long address = CudaMemory.address(vector);
        return address % VECTOR_ALIGNMENT == 0 ? gpu.product(spec(op, b, out, added, epilogue, address)) : null;
    }

    /** A product with an epilogue, and {@code apart} from the first time on that the library refuses it. */
    private Op orElse(Product both, Supplier<Op> apart) {
        return new Op() {
            private @Nullable Op instead;

            @Override
            public void run() {
                if (instead == null) {
                    try {
                        gpu.run(both);
                        return;
                    } catch (RefusedException e) {
                        instead = apart.get(); // at a first run, which is in no capture
                    }
                }
                instead.run();
            }
        };
    }

    /** The share of the device that a product's tiles use, the last of its waves included. */
    private static double use(Product product) {
        return product.waves() / Math.max(1, Math.ceil(product.waves()));
    }

    private void addEpilogue(Matmul op, @Nullable Tensor bias, @Nullable Tensor residual, List<Op> steps) {
        if (bias != null || residual != null || op.activation() != null) {
            steps.add(finish(rest(op, bias, true, residual, op.out())));
        }
    }

    private Op finish(Matmul rest) {
        return launcher.op(new Finish(rest), kernels.epilogue(rest));
    }

    /** What is left to do of {@code op} once its product stands in {@code out}. */
    @SuppressWarnings("NullAway") // reads the nested type's @Nullable wrongly from a class file
    private static Matmul rest(
            Matmul op, @Nullable Tensor bias, boolean activated, @Nullable Tensor residual, Tensor out) {
        return new Matmul(
                op.a(),
                op.transposeA(),
                op.b(),
                op.transposeB(),
                op.scale(),
                bias,
                activated ? op.activation() : null,
                residual,
                out,
                false);
    }

    private ProductSpec spec(Matmul op, Tensor b, Tensor out, @Nullable Tensor added, Epilogue epilogue, long vector) {
        return new ProductSpec(
                operand(b),
                op.transposeB(),
                operand(op.a()),
                op.transposeA(),
                op.scale(),
                added == null ? null : operand(added),
                operand(out),
                epilogue,
                vector,
                out.dtype(),
                options.tf32());
    }

    /** A row-major tensor as a column-major matrix: its rows are columns. */
    private static Operand operand(Tensor tensor) {
        return new Operand(
                CudaMemory.address(tensor),
                tensor.dtype(),
                tensor.shape().last(),
                Math.toIntExact(tensor.shape().rows()),
                tensor.rowStride());
    }

    /** The tensor in another type: a parameter's kept copy, or one that {@code steps} make anew. */
    private Tensor converted(Tensor tensor, DType type, List<Op> steps) {
        if (tensor.dtype() == type) {
            return tensor;
        }
        if (tensor.storage().role() == Role.PARAMETER && type == DType.BFLOAT16) {
            steps.add(shadows::refresh);
            return shadows.of(tensor);
        }
        Tensor copy = temporary(tensor, type);
        Add cast = new Add(tensor, copy, false);
        steps.add(launcher.op(cast, kernels.of(cast)));
        return copy;
    }

    private Tensor temporary(Tensor like, DType type) {
        long elements = like.shape().elements();
        Storage storage = new Storage(like.name() + " as " + type, type, Role.STATE, elements);
        storage.place(allocator.apply(type, elements), 0);
        return new Tensor(storage, like.shape(), like.shape().last(), 0);
    }

    private static Op all(List<Op> steps) {
        List<Op> ops = List.copyOf(steps);
        return ops.size() == 1 ? ops.get(0) : () -> ops.forEach(Op::run);
    }
}
