package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.tensor.Tensor;

/** The mean of each sequence's tokens. */
final class AverageOracle {
    private AverageOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(AverageTokens.class, op -> average(oracle, op));
        bindings.on(AverageTokens.Grad.class, op -> averageGrad(oracle, op));
    }

    static Op average(Oracle oracle, AverageTokens p) {
        Grid x = oracle.grid(p.x());
        Grid out = oracle.grid(p.out());
        int tokens = p.x().shape().size(1);
        return () -> {
            for (int b = 0; b < out.rows(); b++) {
                for (int w = 0; w < out.columns(); w++) {
                    double sum = 0;
                    for (int t = p.first(); t < tokens; t++) {
                        sum += x.at(b * tokens + t, w);
                    }
                    out.set(b, w, sum / (tokens - p.first()));
                }
            }
        };
    }

    static Op averageGrad(Oracle oracle, AverageTokens.Grad p) {
        Tensor x = NormOracle.like("x", p.dx().shape());
        Tensor out = NormOracle.like("out", p.dout().shape());
        Op forward = average(oracle, new AverageTokens(x, p.first(), out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            double[] dx = Differences.pullback(forward::run, oracle.grid(x), oracle.grid(out), dout);
            oracle.grid(p.dx()).put(dx, p.accumulate());
        };
    }
}
