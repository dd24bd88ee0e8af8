package dev.diptych.nn.op;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention of H heads, each head a run of {@code W / H} columns: {@code out = softmax(q k^T
 * sqrt(H / W) + mask) v} (Vaswani et al. 2017, section 3.2).
 *
 * @param q float32 or bfloat16 [B, Q, W], a view whose rows may lie apart, as in a packed projection; any Q: T where tokens
 *     attend to each other, 1 where only one token of each sequence is asked for or T is 1
 * @param k the type of {@code q}, [B, T, W], likewise
 * @param v the type of {@code q}, [B, T, W], likewise
 * @param heads H, a divisor of W
 * @param causal whether token t sees tokens 0 to t only; needs Q = T
 * @param visible int32 [B], each in [0, T): the query of sequence b sees tokens 0 to visible[b] only; needs Q = 1;
 *     null for no such limit
 * @param scores float32 [B, H, Q, T], scratch; where the type is float32 the same tensor as {@code probabilities}
 * @param probabilities the type of {@code q}, [B, H, Q, T], written for the gradient; or float32 [B, H, Q], {@code scores}
 *     too, where the engine fuses attention: the logarithm of each query's softmax sum, from which the gradient computes the
 *     probabilities again (Dao et al. 2022, section 3.1)
 * @param out the type of {@code q}, [B, Q, W]
 */
public record Attention(
        Tensor q,
        Tensor k,
        Tensor v,
        int heads,
        boolean causal,
        @Nullable Tensor visible,
        Tensor scores,
        Tensor probabilities,
        Tensor out)
        implements Differentiable {
    public Attention {
        int queries = q.shape().size(1);
        if (q.shape().rank() != 3
                || !v.shape().equals(k.shape())
                || !out.shape().equals(q.shape())
                || q.shape().size(0) != k.shape().size(0)
                || q.shape().last() != k.shape().last()
                || q.shape().last() % heads != 0
                || causal && queries != k.shape().size(1)
                || queries > 1 && k.shape().size(1) == 1
                || visible != null
                        && (queries != 1
                                || visible.shape().elements() != q.shape().size(0))
                || probabilities.shape().elements()
                        != (long) q.shape().size(0)
                                * heads
                                * queries
                                * (isSums(probabilities) ? 1 : k.shape().size(1))
                || scores.shape().elements() != probabilities.shape().elements()
                || scores.dtype() != DType.FLOAT32
                || isSums(probabilities) && !probabilities.equals(scores)) {
            throw new IllegalArgumentException(
                    "attention: " + q + ", " + k + ", " + v + ", " + heads + " heads, visible "
                            + visible + ", " + probabilities + " into " + out
                            + ", expected [B, Q, W], [B, T, W], [B, T, W] with W a multiple of the heads, Q = T if causal, Q = 1 if limited or T = 1");
        }
    }

    /** float32 attention of every token of a sequence to all of them, or to those before it. */
    public Attention(Tensor q, Tensor k, Tensor v, int heads, boolean causal, Tensor probabilities, Tensor out) {
        this(q, k, v, heads, causal, null, probabilities, probabilities, out);
    }

    /** Attention into {@code out}, with what else it writes taken from {@code tape} under {@code name}. */
    public static Attention of(
            Tape tape,
            String name,
            Tensor q,
            Tensor k,
            Tensor v,
            int heads,
            boolean causal,
            @Nullable Tensor visible,
            Tensor out) {
        if (tape.fusesAttention()) {
            Tensor sums = tape.activation(
                    name + ".sums", q.shape().size(0), heads, q.shape().size(1));
            return new Attention(q, k, v, heads, causal, visible, sums, sums, out);
        }
        int[] map = {q.shape().size(0), heads, q.shape().size(1), k.shape().size(1)};
        Tensor probabilities = tape.activation(q.dtype(), name + ".probabilities", map);
        Tensor scores = q.dtype() == DType.FLOAT32 ? probabilities : tape.activation(name + ".scores", map);
        return new Attention(q, k, v, heads, causal, visible, scores, probabilities, out);
    }

    /** Whether softmax sums are kept rather than probabilities. */
    public boolean fused() {
        return isSums(probabilities);
    }

    /**
     * Lets engines that do not fuse attention say so.
     *
     * @throws IllegalArgumentException if this is {@link #fused}
     */
    public void requireProbabilities() {
        if (fused()) {
            throw new IllegalArgumentException("attention: " + out
                    + ": keeps softmax sums, expected probabilities: this engine fuses no attention");
        }
    }

    private static boolean isSums(Tensor probabilities) {
        return probabilities.shape().rank() == 3;
    }

    public int batch() {
        return q.shape().size(0);
    }

    public int queries() {
        return q.shape().size(1);
    }

    public int tokens() {
        return k.shape().size(1);
    }

    public int width() {
        return q.shape().size(2);
    }

    /** The factor on the scores, {@code 1 / sqrt(W / H)}. */
    public float scale() {
        return (float) (1 / Math.sqrt((double) width() / heads));
    }

    @Override
    public List<Tensor> reads() {
        return visible == null ? List.of(q, k, v) : List.of(q, k, v, visible);
    }

    @Override
    public List<Tensor> writes() {
        return scores.equals(probabilities) ? List.of(probabilities, out) : List.of(scores, probabilities, out);
    }

    @Override
    public long flops() {
        return 4L * batch() * queries() * tokens() * width();
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        Tape.Sink dq = tape.sink(q);
        Tape.Sink dk = tape.sink(k);
        Tape.Sink dv = tape.sink(v);
        if (dq.accumulate() || dk.accumulate() || dv.accumulate()) {
            throw new IllegalStateException("backward: attention into " + out + " shares its queries, keys or values");
        }
        Tensor dscores = tape.activation(
                probabilities.dtype(), "score gradient", probabilities.shape().toArray());
        tape.record(new Grad(this, gradient, dscores, dq.gradient(), dk.gradient(), dv.gradient()));
    }

    /**
     * The gradient of {@link Attention}. All are of the forward primitive's type.
     *
     * @param forward what was run
     * @param dout [B, Q, W], the gradient of its output
     * @param scores [B, H, Q, T], scratch; where the forward primitive is fused float32 [B, H, Q]
     * @param dq [B, Q, W], a view as {@code forward.q()}, overwritten
     * @param dk [B, T, W], a view as {@code forward.k()}, overwritten
     * @param dv [B, T, W], likewise
     */
    public record Grad(Attention forward, Tensor dout, Tensor scores, Tensor dq, Tensor dk, Tensor dv)
            implements Primitive {
        @Override
        public List<Tensor> reads() {
            return forward.fused()
                    ? List.of(forward.q(), forward.k(), forward.v(), forward.probabilities(), forward.out(), dout)
                    : List.of(forward.q(), forward.k(), forward.v(), forward.probabilities(), dout);
        }

        @Override
        public List<Tensor> writes() {
            return List.of(scores, dq, dk, dv);
        }

        @Override
        public long flops() {
            return 2 * forward.flops();
        }
    }
}
