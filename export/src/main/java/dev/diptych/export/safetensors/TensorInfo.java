package dev.diptych.export.safetensors;

import java.util.List;

/**
 * What a header says of a tensor.
 *
 * @param shape sizes of its axes, each at least 0; empty for a scalar
 */
public record TensorInfo(String name, StoredType type, List<Integer> shape) {
    public TensorInfo {
        shape = List.copyOf(shape);
        if (shape.stream().anyMatch(size -> size < 0)) {
            throw new IllegalArgumentException(
                    "tensor " + name + ": shape " + shape + ", expected sizes of at least 0");
        }
    }

    /**
     * How many values it has.
     *
     * @throws ArithmeticException if they are more than a long counts
     */
    public long elements() {
        long count = 1;
        for (int size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /**
     * How many bytes it takes.
     *
     * @throws ArithmeticException if they are more than a long counts
     */
    public long bytes() {
        return Math.multiplyExact(elements(), type.bytes());
    }
}
