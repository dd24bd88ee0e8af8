package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A block of recorded steps whose inner results are not kept for the gradient, which computes them again (Chen et al.
 * 2016, section 3).
 *
 * @param steps what the block recorded
 * @param first the number of the first of them on the tape
 * @param block records the same anew
 * @param x what the block was given
 * @param out what it returned
 */
record Checkpoint(List<Primitive> steps, int first, UnaryOperator<Tensor> block, Tensor x, Tensor out) {
    /** Those of {@code again}, the block recorded anew, whose results {@code gradients} read, in their order. */
    static List<Primitive> needed(List<Primitive> again, List<Primitive> gradients) {
        Set<Storage> wanted = new HashSet<>();
        gradients.forEach(primitive -> addReads(primitive, wanted));
        Deque<Primitive> needed = new ArrayDeque<>();
        for (int i = again.size() - 1; i >= 0; i--) {
            Primitive primitive = again.get(i);
            if (primitive.writes().stream().anyMatch(tensor -> wanted.contains(tensor.storage()))) {
                needed.addFirst(primitive);
                addReads(primitive, wanted);
            }
        }
        return List.copyOf(needed);
    }

    /** One past the last of its steps on the tape. */
    int end() {
        return first + steps.size();
    }

    /**
     * Checks that no gradient has reached what the block kept to itself.
     *
     * @throws IllegalStateException if one has: it would be lost
     */
    void requireClosed(Tape tape) {
        for (Primitive step : steps) {
            for (Tensor tensor : step.writes()) {
                if (tensor.storage() != out.storage() && tape.gradient(tensor) != null) {
                    throw new IllegalStateException("backward: " + tensor + " of the block into " + out
                            + " is read outside of it, expected the block's result alone to be");
                }
            }
        }
    }

    private static void addReads(Primitive primitive, Set<Storage> storages) {
        primitive.reads().forEach(tensor -> storages.add(tensor.storage()));
    }
}
