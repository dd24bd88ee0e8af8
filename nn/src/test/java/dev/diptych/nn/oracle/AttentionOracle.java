package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;

/** Scaled dot-product attention, one head of one sequence at a time. */
final class AttentionOracle {
    private AttentionOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(Attention.class, op -> attention(oracle, op));
        bindings.on(Attention.Grad.class, op -> attentionGrad(oracle, op));
    }

    static Op attention(Oracle oracle, Attention p) {
        return () -> {
            for (int b = 0; b < p.batch(); b++) {
                for (int h = 0; h < p.heads(); h++) {
                    for (int t = 0; t < p.queries(); t++) {
                        query(oracle, p, b, h, t);
                    }
                }
            }
        };
    }

    private static void query(Oracle oracle, Attention p, int b, int h, int t) {
        Grid q = oracle.grid(p.q());
        Grid k = oracle.grid(p.k());
        Grid v = oracle.grid(p.v());
        Grid out = oracle.grid(p.out());
        Grid probabilities = oracle.grid(p.probabilities());
        int queries = p.queries();
        int tokens = p.tokens();
        int head = p.width() / p.heads();
        int limit = p.causal()
                ? t
                : p.visible() == null
                        ? tokens - 1
                        : (int) oracle.grid(p.visible()).at(b);
        double[] weights = new double[tokens];
        double largest = Double.NEGATIVE_INFINITY;
        for (int s = 0; s <= limit; s++) {
            for (int c = h * head; c < (h + 1) * head; c++) {
                weights[s] += q.at(b * queries + t, c) * k.at(b * tokens + s, c) / Math.sqrt(head);
            }
            largest = Math.max(largest, weights[s]);
        }
        double sum = 0;
        for (int s = 0; s <= limit; s++) {
            weights[s] = Math.exp(weights[s] - largest);
            sum += weights[s];
        }
        for (int s = 0; s < tokens; s++) {
            weights[s] /= sum;
            if (!p.fused()) {
                probabilities.set(((b * p.heads() + h) * queries + t) * tokens + s, weights[s]);
            }
        }
        if (p.fused()) {
            probabilities.set((b * p.heads() + h) * queries + t, largest + Math.log(sum));
        }
        for (int c = h * head; c < (h + 1) * head; c++) {
            double value = 0;
            for (int s = 0; s < tokens; s++) {
                value += weights[s] * v.at(b * tokens + s, c);
            }
            out.set(b * queries + t, c, value);
        }
    }

    static Op attentionGrad(Oracle oracle, Attention.Grad p) {
        return () -> {
            for (int b = 0; b < p.forward().batch(); b++) {
                sequenceGrad(oracle, p, b);
            }
        };
    }

    /** Sequences do not see each other, so the differences of one need no other. */
    private static void sequenceGrad(Oracle oracle, Attention.Grad p, int b) {
        Attention f = p.forward();
        Tensor q = sequence(f.q(), b);
        Tensor k = sequence(f.k(), b);
        Tensor v = sequence(f.v(), b);
        Tensor visible = f.visible();
        Tensor out = NormOracle.like("out", q.shape());
        Tensor map = NormOracle.like("probabilities", Shape.of(1, f.heads(), f.queries(), f.tokens()));
        Op forward = attention(
                oracle,
                new Attention(
                        q,
                        k,
                        v,
                        f.heads(),
                        f.causal(),
                        visible == null ? null : new Tensor(visible.storage(), Shape.of(1), 1, visible.offset() + b),
                        map,
                        map,
                        out));
        double[] dout = oracle.grid(sequence(p.dout(), b)).toArray();
        Grid result = oracle.grid(out);
        double[] dq = Differences.pullback(forward::run, oracle.grid(q), result, dout);
        double[] dk = Differences.pullback(forward::run, oracle.grid(k), result, dout);
        double[] dv = Differences.pullback(forward::run, oracle.grid(v), result, dout);
        oracle.grid(sequence(p.dq(), b)).put(dq, false);
        oracle.grid(sequence(p.dk(), b)).put(dk, false);
        oracle.grid(sequence(p.dv(), b)).put(dv, false);
    }

    private static Tensor sequence(Tensor tensor, int b) {
        int rows = tensor.shape().size(1);
        return new Tensor(
                tensor.storage(),
                Shape.of(1, rows, tensor.shape().last()),
                tensor.rowStride(),
                tensor.offset() + b * rows * tensor.rowStride());
    }
}
