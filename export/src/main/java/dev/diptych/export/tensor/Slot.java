package dev.diptych.export.tensor;

import java.util.List;

/**
 * A tensor by name and shape.
 *
 * @param shape sizes of its axes; empty for a scalar
 */
public record Slot(String name, List<Integer> shape) {
    public Slot {
        shape = List.copyOf(shape);
    }

    public int elements() {
        return Math.toIntExact(shape.stream().mapToLong(size -> size).reduce(1, Math::multiplyExact));
    }

    /** Whether shapes are the same but for axes of size 1, which some writers add or leave out. */
    public boolean fits(List<Integer> other) {
        return squeeze(shape).equals(squeeze(other));
    }

    private static List<Integer> squeeze(List<Integer> shape) {
        return shape.stream().filter(size -> size != 1).toList();
    }
}
