package dev.diptych.nn.tensor;

import java.util.Arrays;

/** The sizes of a tensor's axes, outermost first; every size is at least one. */
public final class Shape {
    private final int[] sizes;

    private Shape(int[] sizes) {
        this.sizes = sizes;
    }

    /**
     * A shape of the given axis sizes.
     *
     * @throws IllegalArgumentException if there is no axis or a size is below one
     */
    public static Shape of(int... sizes) {
        if (sizes.length == 0) {
            throw new IllegalArgumentException("shape: no axes, expected at least one");
        }
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "shape: " + Arrays.toString(sizes) + ", expected sizes of at least 1");
            }
        }
        return new Shape(sizes.clone());
    }

    public int rank() {
        return sizes.length;
    }

    public int size(int axis) {
        return sizes[axis];
    }

    /** The innermost axis' size. */
    public int last() {
        return sizes[sizes.length - 1];
    }

    /** The product of all sizes. */
    public long elements() {
        long product = 1;
        for (int size : sizes) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    /** The product of all sizes but the innermost: how many rows of {@link #last()} elements there are. */
    public long rows() {
        return elements() / last();
    }

    public int[] toArray() {
        return sizes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
