package dev.diptych.nn.tensor;

/**
 * A view of a storage: row-major but for a free distance between rows of the innermost axis.
 *
 * @param storage what it views
 * @param shape the sizes of its axes
 * @param rowStride elements from one innermost row to the next; the innermost size where it is contiguous
 * @param offset elements from the start of {@code storage} to the first
 */
public record Tensor(Storage storage, Shape shape, long rowStride, long offset) {
    public Tensor {
        long end = offset + (shape.rows() - 1) * rowStride + shape.last();
        if (offset < 0 || rowStride < shape.last() || end > storage.elements()) {
            throw new IllegalArgumentException("view of " + storage + ": " + shape + " at " + offset
                    + " with row stride " + rowStride + ", expected to lie within it");
        }
    }

    /** A storage of its own, contiguous, seen whole. */
    public static Tensor create(String name, DType dtype, Role role, Shape shape) {
        return new Tensor(new Storage(name, dtype, role, shape.elements()), shape, shape.last(), 0);
    }

    public String name() {
        return storage.name();
    }

    public DType dtype() {
        return storage.dtype();
    }

    public boolean contiguous() {
        return rowStride == shape.last();
    }

    /** Whether this view shows every element of its storage. */
    public boolean whole() {
        return contiguous() && shape.elements() == storage.elements();
    }

    /**
     * The same elements under another shape.
     *
     * @throws IllegalArgumentException if the counts differ or this view is not contiguous
     */
    public Tensor reshape(int... sizes) {
        Shape to = Shape.of(sizes);
        if (!contiguous() || to.elements() != shape.elements()) {
            throw new IllegalArgumentException(
                    "reshape: " + name() + ": " + shape + " to " + to + ", expected a contiguous view of equal count");
        }
        return new Tensor(storage, to, to.last(), offset);
    }

    /** Columns {@code [from, from + count)} of the innermost axis: a view with this one's row stride. */
    public Tensor columns(int from, int count) {
        int[] sizes = shape.toArray();
        sizes[sizes.length - 1] = count;
        return new Tensor(storage, Shape.of(sizes), rowStride, offset + from);
    }

    /** Rows {@code [from, from + count)} of a two-axis tensor. */
    public Tensor rows(int from, int count) {
        return new Tensor(storage, Shape.of(count, shape.last()), rowStride, offset + from * rowStride);
    }

    /** This view's place in another storage of the same size: how a gradient mirrors its value. */
    public Tensor in(Storage other) {
        return new Tensor(other, shape, rowStride, offset);
    }

    @Override
    public String toString() {
        return name() + shape;
    }
}
