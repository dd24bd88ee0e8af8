package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.AttentionGrad;
import dev.diptych.nn.tensor.Tensor;

/** Scaled dot-product attention, one head of one sequence at a time. */
final class AttentionOracle {
    private AttentionOracle() {}

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

    static Op attentionGrad(Oracle oracle, AttentionGrad p) {
        Attention f = p.forward();
        Tensor out = NormOracle.like("out", f.out().shape());
        Tensor probabilities =
                NormOracle.like("probabilities", f.probabilities().shape());
        Op forward = attention(
                oracle,
                new Attention(
                        f.q(), f.k(), f.v(), f.heads(), f.causal(), f.visible(), probabilities, probabilities, out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            Grid result = oracle.grid(out);
            double[] dq = Differences.pullback(forward::run, oracle.grid(f.q()), result, dout);
            double[] dk = Differences.pullback(forward::run, oracle.grid(f.k()), result, dout);
            double[] dv = Differences.pullback(forward::run, oracle.grid(f.v()), result, dout);
            oracle.grid(p.dq()).put(dq, false);
            oracle.grid(p.dk()).put(dk, false);
            oracle.grid(p.dv()).put(dv, false);
        };
    }
}
