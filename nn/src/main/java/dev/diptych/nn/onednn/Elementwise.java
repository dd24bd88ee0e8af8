package dev.diptych.nn.onednn;

import static dev.diptych.nn.onednn.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.DType;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Activations, sums and copies. */
final class Elementwise {
    private final Dnnl dnnl;

    Elementwise(Dnnl dnnl) {
        this.dnnl = dnnl;
    }

    static Formula formula(Activation.Kind kind) {
        return switch (kind) {
            case GELU -> new Formula(dnnl_eltwise_gelu_erf, 0);
            case GELU_TANH -> new Formula(dnnl_eltwise_gelu_tanh, 0);
            case QUICK_GELU -> new Formula(dnnl_eltwise_swish, 1.702f);
        };
    }

    void offer(Bindings<Op> bindings) {
        bindings.on(Activation.class, this::activation);
        bindings.on(Activation.Grad.class, this::activationGrad);
        bindings.on(Add.class, this::add);
        bindings.on(AddPositions.class, this::addPositions);
        bindings.on(PatchGather.class, this::patches);
    }

    Op activation(Activation op) {
        dnnl_memory_desc layout = dnnl.vector(op.x());
        return dnnl.op(
                forward(op.kind(), layout),
                dnnl.argument(DNNL_ARG_SRC, layout, op.x()),
                dnnl.argument(DNNL_ARG_DST, layout, op.out()));
    }

    Op activationGrad(Activation.Grad op) {
        dnnl_memory_desc layout = dnnl.vector(op.x());
        Formula formula = formula(op.kind());
        dnnl_primitive_desc description = dnnl.description();
        check(
                "activation gradient",
                dnnl_eltwise_backward_primitive_desc_create(
                        description,
                        dnnl.engine(),
                        formula.algorithm(),
                        layout,
                        layout,
                        layout,
                        formula.alpha(),
                        0,
                        forward(op.kind(), layout),
                        dnnl.attributes()));
        return dnnl.op(
                description,
                dnnl.argument(DNNL_ARG_SRC, layout, op.x()),
                dnnl.argument(DNNL_ARG_DIFF_DST, layout, op.dout()),
                dnnl.argument(DNNL_ARG_DIFF_SRC, layout, op.dx()));
    }

    Op add(Add op) {
        dnnl_memory_desc x = dnnl.matrix(op.x());
        dnnl_memory_desc out = dnnl.layout(
                op.out().dtype(),
                new long[] {op.x().shape().rows(), op.x().shape().last()},
                new long[] {
                    op.out().contiguous() ? op.x().shape().last() : op.out().rowStride(), 1
                });
        if (op.accumulate()) {
            dnnl_primitive_desc description = dnnl.description();
            check(
                    "add",
                    dnnl_binary_primitive_desc_create(
                            description, dnnl.engine(), dnnl_binary_add, out, x, out, dnnl.attributes()));
            return dnnl.op(
                    description,
                    dnnl.argument(DNNL_ARG_SRC_0, out, op.out()),
                    dnnl.argument(DNNL_ARG_SRC_1, x, op.x()),
                    dnnl.argument(DNNL_ARG_DST, out, op.out()));
        }
        return dnnl.reorder(dnnl.argument(DNNL_ARG_FROM, x, op.x()), x, dnnl.argument(DNNL_ARG_TO, out, op.out()), out);
    }

    /** A sum in which all sequences share the second addend. */
    Op addPositions(AddPositions op) {
        long length = op.length();
        long batch = op.batch();
        dnnl_memory_desc sequences = dnnl.layout(DType.FLOAT32, new long[] {batch, length}, new long[] {length, 1});
        dnnl_memory_desc positions = dnnl.layout(DType.FLOAT32, new long[] {1, length}, new long[] {length, 1});
        dnnl_primitive_desc description = dnnl.description();
        check(
                "positions",
                dnnl_binary_primitive_desc_create(
                        description,
                        dnnl.engine(),
                        dnnl_binary_add,
                        sequences,
                        positions,
                        sequences,
                        dnnl.attributes()));
        return dnnl.op(
                description,
                dnnl.argument(DNNL_ARG_SRC_0, sequences, op.x()),
                dnnl.argument(DNNL_ARG_SRC_1, positions, op.positions()),
                dnnl.argument(DNNL_ARG_DST, sequences, op.out()));
    }

    /** A reorder of [B, C, G, P, G, P]: patches are the two grid axes moved outward. */
    Op patches(PatchGather op) {
        long batch = op.images().shape().size(0);
        long channels = op.images().shape().size(1);
        long patch = op.patch();
        long grid = op.grid();
        long side = op.images().shape().last();
        long[] sizes = {batch, channels, grid, patch, grid, patch};
        long column = patch * patch * channels;
        dnnl_memory_desc from = dnnl.layout(op.images().dtype(), sizes, new long[] {
            channels * side * side, side * side, patch * side, side, patch, 1
        });
        dnnl_memory_desc to = dnnl.layout(op.out().dtype(), sizes, new long[] {
            grid * grid * column, patch * patch, grid * column, patch, column, 1
        });
        return dnnl.reorder(
                dnnl.argument(DNNL_ARG_FROM, from, op.images()), from, dnnl.argument(DNNL_ARG_TO, to, op.out()), to);
    }

    private dnnl_primitive_desc forward(Activation.Kind kind, dnnl_memory_desc layout) {
        Formula formula = formula(kind);
        dnnl_primitive_desc description = dnnl.description();
        check(
                "activation",
                dnnl_eltwise_forward_primitive_desc_create(
                        description,
                        dnnl.engine(),
                        dnnl_forward_training,
                        formula.algorithm(),
                        layout,
                        layout,
                        formula.alpha(),
                        0,
                        dnnl.attributes()));
        return description;
    }

    /** oneDNN's name for an element-wise function and its parameter. */
    record Formula(int algorithm, float alpha) {}
}
