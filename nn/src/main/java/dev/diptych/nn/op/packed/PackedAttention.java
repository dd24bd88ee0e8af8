package dev.diptych.nn.op.packed;

import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Attention} within each of several sequences of unlike lengths: every token to itself and those before it, or one query
 * of each sequence to all of its tokens. Nothing is kept for the gradient, which computes the probabilities again.
 *
 * @param queries float32 or bfloat16 [B, W], one of each sequence; null where every token asks
 * @param packed the same type, [R, 3W], each token's query, key and value; [R, 2W], its key and value, beside {@code queries}
 * @param starts int32 [B + 1], where each sequence begins, growing, from 0 to the number of rows in use, at most R; sequences may
 *     be empty. The host checks them
 * @param heads H, a divisor of W
 * @param longest no sequence has more tokens
 * @param out the same type, [R, W], zero in rows of no sequence; beside {@code queries} [B, W], zero for empty sequences
 */
public record PackedAttention(
        @Nullable Tensor queries, Tensor packed, Tensor starts, int heads, int longest, Tensor out)
        implements Differentiable {
    public PackedAttention {
        Require.contiguous("packed attention", packed, out);
        int width = out.shape().last();
        boolean all = queries == null;
        long rows = all ? packed.shape().rows() : starts.shape().elements() - 1;
        if (packed.shape().last() != (all ? 3 : 2) * width
                || out.shape().rows() != rows
                || queries != null && (!queries.contiguous() || !queries.shape().equals(out.shape()))
                || width % heads != 0
                || longest < 1) {
            throw new IllegalArgumentException(
                    "packed attention: " + queries + ", " + packed + ", " + starts + ", "
                            + heads + " heads, at most " + longest + " tokens into " + out
                            + ", expected [R, 3W] into [R, W], or [B, W] and [R, 2W] into [B, W], with W a multiple of the heads");
        }
    }

    /** B. */
    public int sequences() {
        return Math.toIntExact(starts.shape().elements() - 1);
    }

    /** W. */
    public int width() {
        return out.shape().last();
    }

    /** Whether one query of each sequence asks, rather than every token. */
    public boolean pooled() {
        return queries != null;
    }

    /**
     * One sequence alone.
     *
     * @param b its number
     * @param start its first row
     * @param tokens L, at least 1
     * @param scores float32 [1, H, Q, L], scratch, Q being L or 1
     * @param probabilities of the type of {@code packed}, likewise; the same tensor where that is float32
     */
    public Attention sequence(int b, int start, int tokens, Tensor scores, Tensor probabilities) {
        int width = width();
        Tensor own = rows(packed, start, tokens);
        int first = pooled() ? 0 : width;
        return new Attention(
                queries == null ? own.columns(0, width) : rows(queries, b, 1),
                own.columns(first, width),
                own.columns(first + width, width),
                heads,
                !pooled(),
                null,
                scores,
                probabilities,
                queries == null ? rows(out, start, tokens) : rows(out, b, 1));
    }

    private static Tensor rows(Tensor tensor, int from, int count) {
        int width = tensor.shape().last();
        return new Tensor(tensor.storage(), Shape.of(1, count, width), width, tensor.offset() + (long) from * width);
    }

    @Override
    public List<Tensor> reads() {
        return queries == null ? List.of(packed, starts) : List.of(queries, packed, starts);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    /** As if all sequences had the same length. */
    @Override
    public long flops() {
        long rows = packed.shape().rows();
        long seen = pooled() ? 1 : Math.min(longest, (rows + sequences() - 1) / sequences());
        return 4 * rows * seen * width();
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink dpacked = tape.sink(packed);
        Tape.Sink dqueries = queries == null ? null : tape.sink(queries);
        if (dpacked.accumulate() || dqueries != null && dqueries.accumulate()) {
            throw new IllegalStateException(
                    "backward: packed attention into " + out + " shares its queries, keys or values");
        }
        tape.record(new Grad(this, gradient, dqueries == null ? null : dqueries.gradient(), dpacked.gradient()));
    }

    /**
     * The gradient of {@link PackedAttention}. All are of the forward primitive's type.
     *
     * @param forward what was run
     * @param dout the shape of its output; what it has in rows of no sequence is not read
     * @param dqueries the shape of {@code forward.queries()}, overwritten; null where that is
     * @param dpacked the shape of {@code forward.packed()}, overwritten, zero in rows of no sequence
     */
    public record Grad(
            PackedAttention forward, Tensor dout, @Nullable Tensor dqueries, Tensor dpacked) implements Primitive {
        public Grad {
            Require.contiguous("packed attention gradient", dout, dpacked);
            if ((dqueries == null) == forward.pooled()
                    || dqueries != null && !dqueries.contiguous()
                    || !dpacked.shape().equals(forward.packed.shape())
                    || !dout.shape().equals(forward.out.shape())) {
                throw new IllegalArgumentException("packed attention gradient: " + dout + " to " + dqueries + ", "
                        + dpacked + ", expected the shapes of " + forward);
            }
        }

        /**
         * The gradient of one sequence alone.
         *
         * @param own {@link PackedAttention#sequence}, which was run
         * @param b its number
         * @param start its first row
         * @param scores scratch as its probabilities
         */
        public Attention.Grad sequence(Attention own, int b, int start, Tensor scores) {
            int width = forward.width();
            int tokens = own.tokens();
            Tensor gradient = rows(dpacked, start, tokens);
            int first = forward.pooled() ? 0 : width;
            return new Attention.Grad(
                    own,
                    forward.pooled() ? rows(dout, b, 1) : rows(dout, start, tokens),
                    scores,
                    dqueries == null ? gradient.columns(0, width) : rows(dqueries, b, 1),
                    gradient.columns(first, width),
                    gradient.columns(first + width, width));
        }

        @Override
        public List<Tensor> reads() {
            List<Tensor> reads = new ArrayList<>(forward.reads());
            reads.add(dout);
            return List.copyOf(reads);
        }

        @Override
        public List<Tensor> writes() {
            return dqueries == null ? List.of(dpacked) : List.of(dqueries, dpacked);
        }

        @Override
        public long flops() {
            return 2 * forward.flops();
        }
    }
}
