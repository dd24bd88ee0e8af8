package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.packed.Padding.Kind;
import dev.diptych.nn.cpu.packed.Padding.Part;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Attention, and its gradient, of a few sequences padded to one length.
 *
 * @param tokens T
 * @param values [N, 1, W] where the queries are apart, [N, T, 3W or 2W], [N, T or 1, W]
 * @param visible int32 [N], each sequence's last token; null where every token asks
 * @param forward computes the last of {@code values}
 * @param gradient computes the gradients after it; null where none are asked for
 */
record Block(
        int tokens,
        Sides values,
        @Nullable IntBuffer visible,
        Op forward,
        @Nullable Gradient gradient) {
    /** Gradients, the shapes of the values, and what computes them from that of the output. */
    record Gradient(Sides sides, Op op) {}

    /** A block of {@code count} sequences of {@code tokens}. */
    static Block of(Padding padding, int count, int tokens) {
        Kind kind = padding.kind();
        DType dtype = kind.dtype();
        int width = kind.width();
        int[] map = {count, kind.heads(), kind.pooled() ? 1 : tokens, tokens};
        Tensor packed = padding.tensor(Part.PACKED, dtype, kind.columns(), count, tokens, kind.columns());
        Tensor queries = kind.pooled() ? padding.tensor(Part.QUERIES, dtype, width, count, 1, width) : null;
        Tensor visible = kind.pooled() ? padding.tensor(Part.VISIBLE, DType.INT32, 1, count) : null;
        Tensor probabilities = padding.tensor(Part.PROBABILITIES, dtype, kind.scores(), map);
        Tensor scores =
                dtype == DType.FLOAT32 ? probabilities : padding.tensor(Part.SCORES, DType.FLOAT32, kind.scores(), map);
        Tensor out = padding.tensor(Part.OUT, dtype, width, count, map[2], width);
        Attention attention = new Attention(
                queries == null ? packed.columns(0, width) : queries,
                packed.columns(kind.keys(), width),
                packed.columns(kind.keys() + width, width),
                kind.heads(),
                !kind.pooled(),
                visible,
                scores,
                probabilities,
                out);
        return new Block(
                tokens,
                Sides.of(queries, packed, out, padding.buffers()),
                visible == null ? null : padding.buffers().ints(visible),
                padding.engine().bind(attention),
                kind.gradient() ? gradient(padding, attention) : null);
    }

    private static Gradient gradient(Padding padding, Attention attention) {
        Kind kind = padding.kind();
        DType dtype = kind.dtype();
        int width = kind.width();
        int count = attention.batch();
        int[] map = attention.probabilities().shape().toArray();
        Tensor out = padding.tensor(Part.OUT_GRADIENT, dtype, width, count, attention.queries(), width);
        Tensor queries = kind.pooled() ? padding.tensor(Part.QUERY_GRADIENT, dtype, width, count, 1, width) : null;
        Tensor packed =
                padding.tensor(Part.PACKED_GRADIENT, dtype, kind.columns(), count, attention.tokens(), kind.columns());
        Op op = padding.engine()
                .bind(new Attention.Grad(
                        attention,
                        out,
                        padding.tensor(Part.SCORE_GRADIENT, dtype, kind.scores(), map),
                        queries == null ? packed.columns(0, width) : queries,
                        packed.columns(kind.keys(), width),
                        packed.columns(kind.keys() + width, width)));
        return new Gradient(Sides.of(queries, packed, out, padding.buffers()), op);
    }
}
