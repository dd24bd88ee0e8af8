package dev.diptych.nn.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Scaled dot-product attention of H heads, each head a run of {@code W / H} columns: {@code out = softmax(q k^T
 * sqrt(H / W) + mask) v} (Vaswani et al. 2017, section 3.2).
 *
 * @param q float32 [B, T, W], a view whose rows may lie apart, as in a packed projection
 * @param k float32 [B, T, W], likewise
 * @param v float32 [B, T, W], likewise
 * @param heads H, a divisor of W
 * @param causal whether token t sees tokens 0 to t only
 * @param probabilities float32 [B, H, T, T], written for the gradient
 * @param out float32 [B, T, W]
 */
public record Attention(Tensor q, Tensor k, Tensor v, int heads, boolean causal, Tensor probabilities, Tensor out)
        implements Primitive {
    public Attention {
        if (q.shape().rank() != 3
                || !k.shape().equals(q.shape())
                || !v.shape().equals(q.shape())
                || !out.shape().equals(q.shape())
                || q.shape().last() % heads != 0
                || probabilities.shape().elements()
                        != (long) q.shape().size(0)
                                * heads
                                * q.shape().size(1)
                                * q.shape().size(1)) {
            throw new IllegalArgumentException("attention: " + q + ", " + k + ", " + v + ", " + heads + " heads, "
                    + probabilities + " into " + out + ", expected [B, T, W] with W a multiple of the heads");
        }
    }

    @Override
    public List<Tensor> reads() {
        return List.of(q, k, v);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(probabilities, out);
    }

    public int batch() {
        return q.shape().size(0);
    }

    public int tokens() {
        return q.shape().size(1);
    }

    public int width() {
        return q.shape().size(2);
    }

    /** The factor on the scores, {@code 1 / sqrt(W / H)}. */
    public float scale() {
        return (float) (1 / Math.sqrt((double) width() / heads));
    }

    @Override
    public long flops() {
        return 4L * batch() * tokens() * tokens() * width();
    }

    @Override
    public void backward(Tape tape) {
        Tensor gradient = tape.gradient(out);
        if (gradient == null) {
            return;
        }
        Tape.Sink dq = tape.sink(q);
        Tape.Sink dk = tape.sink(k);
        Tape.Sink dv = tape.sink(v);
        if (dq.accumulate() || dk.accumulate() || dv.accumulate()) {
            throw new IllegalStateException("backward: attention into " + out + " shares its queries, keys or values");
        }
        Tensor scores = tape.activation("score gradient", probabilities.shape().toArray());
        tape.record(new AttentionGrad(this, gradient, scores, dq.gradient(), dk.gradient(), dv.gradient()));
    }

    @Override
    public Op bind(Engine engine) {
        return engine.bind(this);
    }
}
