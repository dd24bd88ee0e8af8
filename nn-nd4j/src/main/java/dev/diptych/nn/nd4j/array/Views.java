package dev.diptych.nn.nd4j.array;

import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tensors as ND4J arrays that share their memory; made once, when a primitive is bound. */
public final class Views {
    private Views() {}

    /** All axes, in the tensor's own shape. */
    public static INDArray of(Tensor tensor) {
        return shaped(tensor, tensor.shape());
    }

    /** Rows by columns: every axis but the innermost taken as one. */
    public static INDArray matrix(Tensor tensor) {
        return shaped(
                tensor,
                Shape.of(Math.toIntExact(tensor.shape().rows()), tensor.shape().last()));
    }

    /** A contiguous tensor's elements in a row: [1, N]. */
    public static INDArray row(Tensor tensor) {
        return shaped(tensor, Shape.of(1, Math.toIntExact(tensor.shape().elements())));
    }

    /** A contiguous tensor's elements in a column: [N, 1]. */
    public static INDArray column(Tensor tensor) {
        return shaped(tensor, Shape.of(Math.toIntExact(tensor.shape().elements()), 1));
    }

    /** A contiguous tensor's elements along one axis: [N]. */
    public static INDArray vector(Tensor tensor) {
        return shaped(tensor, Shape.of(Math.toIntExact(tensor.shape().elements())));
    }

    /**
     * A tensor's elements under a shape of equal count: its own but for how the rows group, or any if it is contiguous.
     *
     * @throws IllegalArgumentException if rows that lie apart would have to be cut or joined
     */
    public static INDArray shaped(Tensor tensor, Shape shape) {
        if (!tensor.contiguous() && shape.last() != tensor.shape().last()) {
            throw new IllegalArgumentException(
                    "view: " + tensor + " as " + shape + ": rows lie apart, expected a shape of equal rows");
        }
        long[] sizes = new long[shape.rank()];
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            sizes[axis] = shape.size(axis);
            strides[axis] = stride;
            boolean innermost = axis == shape.rank() - 1;
            stride = innermost && !tensor.contiguous() ? tensor.rowStride() : stride * sizes[axis];
        }
        return strided(tensor, 0, sizes, strides);
    }

    /** A view with strides of its own, {@code offset} elements from the tensor's first. */
    public static INDArray strided(Tensor tensor, long offset, long[] sizes, long[] strides) {
        INDArray memory = ((Nd4jMemory) tensor.storage().memory()).array();
        long start = tensor.storage().offset() + tensor.offset() + offset;
        return Nd4j.create(memory.data(), sizes, strides, start, 'c');
    }
}
