package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images to patches, and patches to a sequence behind its class token. */
final class PatchOps {
    private PatchOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(PatchGather.class, PatchOps::gather);
        bindings.on(PrependClass.class, PatchOps::prependClass);
        bindings.on(PrependClass.Grad.class, op -> prependClassGrad(op, scratch));
    }

    static Op gather(PatchGather p) {
        int batch = p.images().shape().size(0);
        int grid = p.grid();
        int patch = p.patch();
        long side = p.images().shape().last();
        long[] sizes = {batch, grid, grid, 3, patch, patch};
        long[] strides = {3 * side * side, patch * side, patch, side * side, side, 1};
        INDArray pixels = Views.strided(p.images(), 0, sizes, strides);
        INDArray out = Views.shaped(p.out(), Shape.of(batch, grid, grid, 3, patch, patch));
        return () -> out.assign(pixels);
    }

    static Op prependClass(PrependClass p) {
        INDArray first = first(p.out());
        INDArray rest = rest(p.out());
        INDArray cls = Views.vector(p.cls());
        INDArray patches = Views.shaped(p.patches(), restShape(p.out()));
        INDArray sequences = sequences(p.out());
        INDArray positions = Views.vector(p.positions());
        return () -> {
            first.assign(0);
            Rows.add(first, cls, first);
            rest.assign(patches);
            Rows.add(sequences, positions, sequences);
        };
    }

    static Op prependClassGrad(PrependClass.Grad p, Scratch scratch) {
        INDArray first = first(p.dout());
        INDArray rest = rest(p.dout());
        INDArray sequences = sequences(p.dout());
        INDArray dcls = Views.vector(p.dcls());
        INDArray dpatches = Views.shaped(p.dpatches(), restShape(p.dout()));
        @Nullable INDArray dpositions = p.dpositions() == null ? null : Views.vector(p.dpositions());
        INDArray clsSum = scratch.take(0, dcls.length());
        INDArray positionSum = scratch.take(1, sequences.size(1));
        return () -> {
            first.sum(clsSum, 0);
            DenseOps.put(clsSum, dcls, p.accumulate());
            dpatches.assign(rest);
            if (dpositions != null) {
                sequences.sum(positionSum, 0);
                DenseOps.put(positionSum, dpositions, p.accumulate());
            }
        };
    }

    /** The first token of each sequence: [B, W]. */
    private static INDArray first(Tensor tensor) {
        Shape shape = tensor.shape();
        long[] sizes = {shape.size(0), shape.last()};
        long[] strides = {shape.size(1) * tensor.rowStride(), 1};
        return Views.strided(tensor, 0, sizes, strides);
    }

    /** The tokens after the first: [B, T - 1, W]. */
    private static INDArray rest(Tensor tensor) {
        Shape shape = tensor.shape();
        long[] sizes = {shape.size(0), shape.size(1) - 1, shape.last()};
        long[] strides = {shape.size(1) * tensor.rowStride(), tensor.rowStride(), 1};
        return Views.strided(tensor, tensor.rowStride(), sizes, strides);
    }

    private static Shape restShape(Tensor tensor) {
        Shape shape = tensor.shape();
        return Shape.of(shape.size(0), shape.size(1) - 1, shape.last());
    }

    /** Each sequence as one row: [B, T W]. */
    private static INDArray sequences(Tensor tensor) {
        Shape shape = tensor.shape();
        return Views.shaped(tensor, Shape.of(shape.size(0), shape.size(1) * shape.last()));
    }
}
