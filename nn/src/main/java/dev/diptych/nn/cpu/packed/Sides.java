package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What attention reads and writes, or the gradients of that: of packed sequences, or of those of a block.
 *
 * @param queries a row for each sequence; null where every token asks
 * @param packed a row for each token: its query, key and value, or its key and value
 * @param out a row for each token that asks
 */
record Sides(@Nullable Lines queries, Lines packed, Lines out) {
    static Sides of(@Nullable Tensor queries, Tensor packed, Tensor out, Buffers buffers) {
        return new Sides(
                queries == null ? null : Lines.of(queries, buffers), Lines.of(packed, buffers), Lines.of(out, buffers));
    }

    /** Copies the queries of a sequence, where it has some of its own. */
    void copyQuery(int from, Sides to, int at) {
        if (queries != null && to.queries != null) {
            queries.copy(from, to.queries, at, 1);
        }
    }
}
