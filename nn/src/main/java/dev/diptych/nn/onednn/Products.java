package dev.diptych.nn.onednn;

import static dev.diptych.nn.onednn.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.BatchMatmul;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.fixed.FixedMatmul;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/*
 * oneDNN multiplies faster by weights in a blocked layout of its choice. Weights change at every step, so they are
 * brought into that layout by the op that reads them, which costs time in proportion to K N where the product's is to
 * M K N: worth it from some M on. The same copy rounds weights to bfloat16.
 */
/** Matrix products with their epilogues. */
final class Products {
    /** Rows from which on a copy of the weights pays, by measurement: it takes about 50 / M of the product's time. */
    private static final int ROWS_THAT_PAY = 2048;

    private static final int MANY = 512;

    private final Dnnl dnnl;

    Products(Dnnl dnnl) {
        this.dnnl = dnnl;
    }

    void offer(Bindings<Op> bindings) {
        bindings.on(Matmul.class, this::matmul);
        bindings.on(FixedMatmul.class, this::fixed);
        bindings.on(BatchMatmul.class, this::batch);
        bindings.on(WeightGrad.class, this::weightGrad);
    }

    Op matmul(Matmul op) {
        boolean reorder = op.b().dtype() != op.a().dtype()
                || op.b().storage().role() == Role.PARAMETER && op.m() >= ROWS_THAT_PAY;
        dnnl_memory_desc a = layout(op.a(), op.transposeA());
        dnnl_memory_desc b = layout(op.b(), op.transposeB());
        dnnl_memory_desc out = dnnl.matrix(op.out());
        Tensor bias = op.bias();
        dnnl_memory_desc row =
                bias == null ? null : dnnl.layout(DType.FLOAT32, new long[] {1, op.n()}, new long[] {op.n(), 1});
        dnnl_memory_desc plainBias = op.scale() == 1 ? row : null;
        List<Dnnl.Argument> arguments = new ArrayList<>();
        arguments.add(dnnl.argument(DNNL_ARG_SRC, a, op.a()));
        arguments.add(dnnl.argument(DNNL_ARG_DST, out, op.out()));
        if (bias != null && plainBias != null) {
            arguments.add(dnnl.argument(DNNL_ARG_BIAS, plainBias, bias));
        }
        dnnl_primitive_attr attributes = epilogue(op, row, arguments);
        if (!reorder) {
            arguments.add(dnnl.argument(DNNL_ARG_WEIGHTS, b, op.b()));
            return dnnl.op(dnnl.product(a, b, plainBias, out, attributes), arguments.toArray(Dnnl.Argument[]::new));
        }
        dnnl_memory_desc any = dnnl.anyLayout(op.a().dtype(), op.k(), op.n());
        dnnl_primitive_desc description = dnnl.product(a, any, plainBias, out, attributes);
        dnnl_memory_desc chosen = dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
        Dnnl.Argument weights = new Dnnl.Argument(DNNL_ARG_WEIGHTS, dnnl.reordered(chosen));
        arguments.add(weights);
        Op copy = dnnl.reorder(
                dnnl.argument(DNNL_ARG_FROM, b, op.b()), b, new Dnnl.Argument(DNNL_ARG_TO, weights.memory()), chosen);
        Op product = dnnl.op(description, arguments.toArray(Dnnl.Argument[]::new));
        return () -> {
            copy.run();
            product.run();
        };
    }

    /** By weights in the layout that many rows ask for, whatever the number of rows: one copy serves all programs. */
    Op fixed(FixedMatmul fixed) {
        Matmul op = fixed.product();
        return op.m() == 1 && op.a().dtype() == DType.FLOAT32 ? single(op) : fixed(op);
    }

    /** As the first of two rows: oneDNN adds up a single one in another order, and not faster. */
    private Op single(Matmul op) {
        Tensor x = pair(op.a());
        Tensor out = pair(op.out());
        Tensor residual = op.residual() == null ? null : pair(op.residual());
        Op product = fixed(new Matmul(
                x, false, op.b(), op.transposeB(), op.scale(), op.bias(), op.activation(), residual, out, false));
        Op copyX = copy(op.a(), x);
        Op copyResidual = op.residual() == null || residual == null ? () -> {} : copy(op.residual(), residual);
        Op copyOut = copy(out, op.out());
        return () -> {
            copyX.run();
            copyResidual.run();
            product.run();
            copyOut.run();
        };
    }

    /** Two rows as long as the one of {@code row}. */
    private Tensor pair(Tensor row) {
        Shape shape = Shape.of(2, Math.toIntExact(row.shape().elements()));
        Tensor pair = Tensor.create("two rows of " + row.name(), row.dtype(), Role.STATE, shape);
        pair.storage().place(dnnl.allocate(row.dtype(), shape.elements()), 0);
        return pair;
    }

    /** Copies the first row. */
    private static Op copy(Tensor from, Tensor to) {
        BytePointer source = address(from);
        BytePointer target = address(to);
        long bytes = from.shape().last() * (long) from.dtype().bytes();
        return () -> Pointer.memcpy(target, source, bytes);
    }

    private static BytePointer address(Tensor tensor) {
        return ((NativeMemory) tensor.storage().memory()).address(tensor);
    }

    private Op fixed(Matmul op) {
        dnnl_memory_desc a = layout(op.a(), op.transposeA());
        dnnl_memory_desc out = dnnl.matrix(op.out());
        Tensor bias = op.bias();
        dnnl_memory_desc row =
                bias == null ? null : dnnl.layout(DType.FLOAT32, new long[] {1, op.n()}, new long[] {op.n(), 1});
        dnnl_memory_desc plainBias = op.scale() == 1 ? row : null;
        List<Dnnl.Argument> arguments = new ArrayList<>();
        arguments.add(dnnl.argument(DNNL_ARG_SRC, a, op.a()));
        arguments.add(dnnl.argument(DNNL_ARG_DST, out, op.out()));
        if (bias != null && plainBias != null) {
            arguments.add(dnnl.argument(DNNL_ARG_BIAS, plainBias, bias));
        }
        dnnl_primitive_attr attributes = epilogue(op, row, arguments);
        dnnl_primitive_desc description = dnnl.product(a, wanted(op), plainBias, out, attributes);
        if (Dnnl.isPlain(description)) { // it has no kernel for so few rows in that layout
            dnnl_memory_desc any = dnnl.anyLayout(op.a().dtype(), op.k(), op.n());
            description = dnnl.product(a, any, plainBias, out, attributes);
        }
        dnnl_memory_desc chosen = dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
        PackedWeights weights = ((NativeMemory) op.b().storage().memory()).packed(op.b(), op.transposeB(), chosen);
        arguments.add(new Dnnl.Argument(DNNL_ARG_WEIGHTS, weights.memory()));
        Op product = dnnl.op(description, arguments.toArray(Dnnl.Argument[]::new));
        return () -> {
            weights.prepare();
            product.run();
        };
    }

    /** The layout of weights that a product of many rows chooses. */
    private dnnl_memory_desc wanted(Matmul op) {
        DType type = op.a().dtype();
        dnnl_memory_desc rows = dnnl.layout(type, new long[] {MANY, op.k()}, new long[] {op.k(), 1});
        dnnl_memory_desc out = dnnl.layout(DType.FLOAT32, new long[] {MANY, op.n()}, new long[] {op.n(), 1});
        dnnl_memory_desc any = dnnl.anyLayout(type, op.k(), op.n());
        return dnnl_primitive_desc_query_md(
                dnnl.product(rows, any, null, out, dnnl.attributes()), dnnl_query_weights_md, 0);
    }

    private Op batch(BatchMatmul op) {
        dnnl_memory_desc a = layouts(op.a(), op.transposeA());
        dnnl_memory_desc b = layouts(op.b(), op.transposeB());
        dnnl_memory_desc out = layouts(op.out(), false);
        List<Dnnl.Argument> arguments = new ArrayList<>();
        arguments.add(dnnl.argument(DNNL_ARG_SRC, a, op.a()));
        arguments.add(dnnl.argument(DNNL_ARG_WEIGHTS, b, op.b()));
        arguments.add(dnnl.argument(DNNL_ARG_DST, out, op.out()));
        dnnl_primitive_attr attributes = dnnl.attributes(operations -> {
            check("scale", dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_linear, op.scale(), 0));
            Tensor residual = op.residual();
            if (residual != null) {
                check("residual", dnnl_post_ops_append_binary(operations, dnnl_binary_add, out));
                arguments.add(dnnl.argument(Dnnl.postOp(1), out, residual));
            }
        });
        return dnnl.op(dnnl.product(a, b, null, out, attributes), arguments.toArray(Dnnl.Argument[]::new));
    }

    /** As the weights' gradient of an inner product, which adds up the bias' on the way. */
    Op weightGrad(WeightGrad op) {
        dnnl_memory_desc x = dnnl.matrix(op.x());
        dnnl_memory_desc dout = dnnl.matrix(op.dout());
        dnnl_memory_desc dweight = dnnl.matrix(op.dweight());
        dnnl_memory_desc dbias = dnnl.vector(op.dbias());
        dnnl_memory_desc weight = dnnl.layout(
                op.x().dtype(),
                new long[] {op.dout().shape().last(), op.x().shape().last()},
                new long[] {op.x().shape().last(), 1});
        dnnl_primitive_desc forward = dnnl.description();
        check(
                "inner product",
                dnnl_inner_product_forward_primitive_desc_create(
                        forward, dnnl.engine(), dnnl_forward_training, x, weight, dbias, dout, dnnl.attributes()));
        dnnl_primitive_desc description = dnnl.description();
        check(
                "weight gradient",
                dnnl_inner_product_backward_weights_primitive_desc_create(
                        description, dnnl.engine(), x, dweight, dbias, dout, forward, dnnl.attributes()));
        return dnnl.op(
                description,
                dnnl.argument(DNNL_ARG_SRC, x, op.x()),
                dnnl.argument(DNNL_ARG_DIFF_DST, dout, op.dout()),
                dnnl.argument(DNNL_ARG_DIFF_WEIGHTS, dweight, op.dweight()),
                dnnl.argument(DNNL_ARG_DIFF_BIAS, dbias, op.dbias()));
    }

    /** As a row of ones times the matrix. */
    Op columnSum(ColumnSum op) {
        int rows = Math.toIntExact(op.x().shape().rows());
        Tensor ones = Tensor.create("ones", op.x().dtype(), Role.STATE, Shape.of(1, rows));
        NativeMemory memory = dnnl.allocate(op.x().dtype(), rows);
        ones.storage().place(memory, 0);
        float[] values = new float[rows];
        Arrays.fill(values, 1);
        memory.write(ones, values);
        int width = op.out().shape().last();
        Tensor out = new Tensor(
                op.out().storage(), Shape.of(1, width), width, op.out().offset()); // a part of a bias
        return matmul(Matmul.product(ones, false, op.x(), false, out, op.accumulate()));
    }

    /** What follows the sums; its operands are added to {@code arguments}. */
    private dnnl_primitive_attr epilogue(Matmul op, @Nullable dnnl_memory_desc row, List<Dnnl.Argument> arguments) {
        return dnnl.attributes(operations -> {
            int index = 0;
            Tensor bias = op.bias();
            if (op.scale() != 1) {
                check("scale", dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_linear, op.scale(), 0));
                index++;
                if (bias != null && row != null) {
                    check("bias", dnnl_post_ops_append_binary(operations, dnnl_binary_add, row));
                    arguments.add(dnnl.argument(Dnnl.postOp(index++), row, bias));
                }
            }
            if (op.activation() != null) {
                Elementwise.Formula formula = Elementwise.formula(op.activation());
                check("activation", dnnl_post_ops_append_eltwise(operations, formula.algorithm(), formula.alpha(), 0));
                index++;
            }
            Tensor residual = op.residual();
            if (residual != null) {
                dnnl_memory_desc layout = dnnl.matrix(residual);
                check("residual", dnnl_post_ops_append_binary(operations, dnnl_binary_add, layout));
                arguments.add(dnnl.argument(Dnnl.postOp(index), layout, residual));
            }
            if (op.accumulate()) {
                check("accumulate", dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef));
            }
        });
    }

    /** Of matrices one behind the other. */
    private dnnl_memory_desc layouts(Tensor tensor, boolean transposed) {
        long batch = tensor.shape().size(0);
        long rows = tensor.shape().size(1);
        long columns = tensor.shape().size(2);
        long[] sizes = {batch, transposed ? columns : rows, transposed ? rows : columns};
        long[] strides = {rows * columns, transposed ? 1 : columns, transposed ? columns : 1};
        return dnnl.layout(tensor.dtype(), sizes, strides);
    }

    private dnnl_memory_desc layout(Tensor tensor, boolean transposed) {
        long rows = tensor.shape().rows();
        long columns = tensor.shape().last();
        return transposed
                ? dnnl.layout(tensor.dtype(), new long[] {columns, rows}, new long[] {1, tensor.rowStride()})
                : dnnl.layout(tensor.dtype(), new long[] {rows, columns}, new long[] {tensor.rowStride(), 1});
    }
}
