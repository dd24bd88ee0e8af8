package dev.diptych.nn.oracle;

import dev.diptych.nn.tensor.Tensor;

/** A tensor's elements in double precision: rows of the innermost axis, wherever they lie in its storage. */
final class Grid {
    private final double[] values;
    private final int offset;
    private final int stride;
    private final int rows;
    private final int columns;

    Grid(double[] values, Tensor view) {
        this.values = values;
        this.offset = Math.toIntExact(view.offset());
        this.stride = Math.toIntExact(view.rowStride());
        this.rows = Math.toIntExact(view.shape().rows());
        this.columns = view.shape().last();
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int elements() {
        return rows * columns;
    }

    double at(int row, int column) {
        return values[offset + row * stride + column];
    }

    void set(int row, int column, double value) {
        values[offset + row * stride + column] = value;
    }

    /** The element at a place in reading order. */
    double at(int place) {
        return at(place / columns, place % columns);
    }

    void set(int place, double value) {
        set(place / columns, place % columns, value);
    }

    void add(int place, double value) {
        set(place, at(place) + value);
    }

    void fill(double value) {
        for (int i = 0; i < elements(); i++) {
            set(i, value);
        }
    }

    double[] toArray() {
        double[] copy = new double[elements()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = at(i);
        }
        return copy;
    }

    /** Writes {@code source}, or adds it to what stands there. */
    void put(double[] source, boolean accumulate) {
        for (int i = 0; i < source.length; i++) {
            set(i, accumulate ? at(i) + source[i] : source[i]);
        }
    }
}
