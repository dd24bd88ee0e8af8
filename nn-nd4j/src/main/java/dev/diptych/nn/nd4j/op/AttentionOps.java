package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Scaled dot-product attention: one matrix product for each head of each sequence, the softmax over all at once. */
final class AttentionOps {
    private AttentionOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(Attention.class, op -> attention(op, scratch));
        bindings.on(Attention.Grad.class, op -> gradient(op, scratch));
    }

    static Op attention(Attention p, Scratch scratch) {
        p.requireProbabilities();
        INDArray[] q = heads(p, p.q());
        INDArray[] k = heads(p, p.k());
        INDArray[] v = heads(p, p.v());
        INDArray[] out = heads(p, p.out());
        INDArray[] scores = scores(p, p.probabilities());
        INDArray rows = rows(p, p.probabilities());
        INDArray largest = scratch.take(0, rows.size(0));
        INDArray sum = scratch.take(1, rows.size(0));
        INDArray inverse = scratch.take(2, rows.size(0));
        @Nullable
        AttentionMask mask =
                p.causal() || p.visible() != null ? AttentionMask.of(p, scratch.take(3, p.batch(), p.tokens())) : null;
        return () -> {
            for (int i = 0; i < q.length; i++) {
                Nd4j.matmul(q[i], k[i], scores[i], false, true, false);
            }
            rows.muli(p.scale());
            if (mask != null) {
                mask.hide();
            }
            Rows.softmax(rows, rows, largest, sum, inverse);
            for (int i = 0; i < q.length; i++) {
                Nd4j.matmul(scores[i], v[i], out[i], false, false, false);
            }
        };
    }

    /*
     * With P the probabilities: dV = P^T dO, dP = dO V^T, dS = P (dP - rowsum(P dP)) scale, dQ = dS K, dK = dS^T Q.
     */
    static Op gradient(Attention.Grad p, Scratch scratch) {
        p.forward().requireProbabilities();
        Attention f = p.forward();
        INDArray[] q = heads(f, f.q());
        INDArray[] k = heads(f, f.k());
        INDArray[] v = heads(f, f.v());
        INDArray[] dq = heads(f, p.dq());
        INDArray[] dk = heads(f, p.dk());
        INDArray[] dv = heads(f, p.dv());
        INDArray[] dout = heads(f, p.dout());
        INDArray[] probabilities = scores(f, f.probabilities());
        INDArray[] scores = scores(f, p.scores());
        INDArray eachProbability = rows(f, f.probabilities());
        INDArray gradient = rows(f, p.scores());
        INDArray product = scratch.take(0, gradient.shape());
        INDArray sum = scratch.take(1, gradient.size(0));
        return () -> {
            for (int i = 0; i < q.length; i++) {
                Nd4j.matmul(probabilities[i], dout[i], dv[i], true, false, false);
                Nd4j.matmul(dout[i], v[i], scores[i], false, true, false);
            }
            gradient.mul(eachProbability, product);
            Rows.sumEach(product, sum);
            Rows.subtractEach(gradient, sum, gradient);
            gradient.muli(eachProbability).muli(f.scale());
            for (int i = 0; i < q.length; i++) {
                Nd4j.matmul(scores[i], k[i], dq[i], false, false, false);
                Nd4j.matmul(scores[i], q[i], dk[i], true, false, false);
            }
        };
    }

    /** The matrix of W / H columns of each head of each sequence in a [B, T, W] or [B, Q, W] tensor. */
    private static INDArray[] heads(Attention p, Tensor tensor) {
        int tokens = tensor.shape().size(1);
        int head = p.width() / p.heads();
        long[] sizes = {tokens, head};
        long[] strides = {tensor.rowStride(), 1};
        INDArray[] views = new INDArray[p.batch() * p.heads()];
        for (int i = 0; i < views.length; i++) {
            long sequence = (long) (i / p.heads()) * tokens * tensor.rowStride();
            views[i] = Views.strided(tensor, sequence + (long) (i % p.heads()) * head, sizes, strides);
        }
        return views;
    }

    /** The [Q, T] matrix of each head of each sequence in a [B, H, Q, T] tensor. */
    private static INDArray[] scores(Attention p, Tensor tensor) {
        long[] sizes = {p.queries(), p.tokens()};
        long[] strides = {p.tokens(), 1};
        INDArray[] views = new INDArray[p.batch() * p.heads()];
        for (int i = 0; i < views.length; i++) {
            views[i] = Views.strided(tensor, (long) i * p.queries() * p.tokens(), sizes, strides);
        }
        return views;
    }

    /** All rows of scores, [B H Q, T]. */
    private static INDArray rows(Attention p, Tensor tensor) {
        return Views.shaped(tensor, Shape.of(p.batch() * p.heads() * p.queries(), p.tokens()));
    }
}
