package dev.diptych.export.tensor;

import dev.diptych.export.safetensors.TensorValues;
import java.util.List;

/**
 * Tensors of ours and of another layout that hold the same values: those of each side one after the other, row-major.
 *
 * @param transposed whether the one tensor of each side is the other's transpose
 */
public record Link(List<Slot> ours, List<Slot> theirs, boolean transposed) {
    public Link {
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
        if (total(ours) != total(theirs)) {
            throw new IllegalArgumentException("link: " + ours + " and " + theirs + ", expected as many values each");
        }
        if (transposed
                && (ours.size() != 1
                        || theirs.size() != 1
                        || ours.get(0).shape().size() != 2)) {
            throw new IllegalArgumentException(
                    "link: " + ours + " and " + theirs + ", expected one matrix to transpose");
        }
    }

    /** The same tensor under another name, or with axes of size 1 more or less. */
    public static Link same(Slot ours, String name, List<Integer> shape) {
        return new Link(List.of(ours), List.of(new Slot(name, shape)), false);
    }

    /** The values of one of ours. */
    public float[] ours(String name, TensorValues source) {
        return pick(ours, name, theirs, source);
    }

    /** The values of one of theirs. */
    public float[] theirs(String name, TensorValues source) {
        return pick(theirs, name, ours, source);
    }

    private float[] pick(List<Slot> side, String name, List<Slot> other, TensorValues source) {
        int begin = 0;
        int slot = 0;
        while (!side.get(slot).name().equals(name)) {
            begin += side.get(slot).elements();
            slot++;
        }
        if (side.size() == 1 && other.size() == 1 && !transposed) {
            return source.of(other.get(0).name());
        }
        float[] values = new float[side.get(slot).elements()];
        int end = begin + values.length;
        int at = 0;
        for (Slot each : other) {
            int from = Math.max(begin, at);
            int to = Math.min(end, at + each.elements());
            if (from < to) {
                System.arraycopy(source.of(each.name()), from - at, values, from - begin, to - from);
            }
            at += each.elements();
        }
        return transposed ? transpose(values, other.get(0).shape().get(0)) : values;
    }

    private static float[] transpose(float[] values, int rows) {
        int columns = values.length / rows;
        float[] out = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                out[column * rows + row] = values[row * columns + column];
            }
        }
        return out;
    }

    private static long total(List<Slot> slots) {
        return slots.stream().mapToLong(Slot::elements).sum();
    }
}
