package dev.diptych.export.emit;

import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.tensor.Tensor;

/**
 * A model's tensor or part of it as a matrix, or that matrix transposed; a vector is a matrix of one row. Its values are read
 * when they are asked for, and not kept.
 */
public record WeightView(TensorValues values, Tensor tensor, boolean transposed) {
    public int rows() {
        return transposed ? tensor.shape().last() : stored();
    }

    public int columns() {
        return transposed ? stored() : tensor.shape().last();
    }

    private int stored() {
        return Math.toIntExact(tensor.shape().rows());
    }

    /** The tensor's name, with the place of the part in it where it is not whole. */
    public String name() {
        String part = tensor.whole()
                ? ""
                : ".part_" + tensor.offset() + "_" + tensor.shape().elements();
        return tensor.name() + part + (transposed ? ".transposed" : "");
    }

    public Loaded load() {
        return new Loaded(this, values.of(tensor.name()));
    }

    /** @param all the values of the whole tensor */
    public record Loaded(WeightView view, float[] all) {
        /** The value at a place in the order of rows. */
        public float at(int index) {
            return at(index / view.columns(), index % view.columns());
        }

        float at(int row, int column) {
            Tensor tensor = view.tensor;
            int from = view.transposed ? column : row;
            int of = view.transposed ? row : column;
            return all[Math.toIntExact(tensor.offset() + from * tensor.rowStride() + of)];
        }
    }
}
