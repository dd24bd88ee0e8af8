package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.op.packed.PackedEmbedding;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;

/** Packed sequences, one at a time. */
final class PackedOracle {
    private PackedOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(PackedEmbedding.class, op -> embedding(oracle, op));
        bindings.on(PackedEmbedding.Grad.class, op -> embeddingGrad(oracle, op));
        bindings.on(PackedAttention.class, op -> attention(oracle, op));
        bindings.on(PackedAttention.Grad.class, op -> attentionGrad(oracle, op));
    }

    static Op embedding(Oracle oracle, PackedEmbedding p) {
        Grid ids = oracle.grid(p.ids());
        Grid places = oracle.grid(p.places());
        Grid table = oracle.grid(p.table());
        Grid positions = oracle.grid(p.positions());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int row = 0; row < out.rows(); row++) {
                for (int w = 0; w < out.columns(); w++) {
                    out.set(row, w, table.at((int) ids.at(row), w) + positions.at((int) places.at(row), w));
                }
            }
        };
    }

    static Op embeddingGrad(Oracle oracle, PackedEmbedding.Grad p) {
        Tensor learnt = p.dtable();
        int width = p.dout().shape().last();
        Tensor table = NormOracle.like("table", learnt == null ? Shape.of(100, width) : learnt.shape());
        Tensor positions = NormOracle.like("positions", p.dpositions().shape());
        Tensor out = NormOracle.like("out", p.dout().shape());
        Op forward = embedding(oracle, new PackedEmbedding(p.ids(), p.places(), table, positions, out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            Grid result = oracle.grid(out);
            if (learnt != null) {
                double[] dtable = Differences.pullback(forward::run, oracle.grid(table), result, dout);
                oracle.grid(learnt).put(dtable, p.accumulate());
            }
            double[] dpositions = Differences.pullback(forward::run, oracle.grid(positions), result, dout);
            oracle.grid(p.dpositions()).put(dpositions, p.accumulate());
        };
    }

    static Op attention(Oracle oracle, PackedAttention p) {
        return () -> {
            oracle.grid(p.out()).fill(0);
            for (int b = 0; b < p.sequences(); b++) {
                int tokens = start(oracle, p, b + 1) - start(oracle, p, b);
                if (tokens > 0) {
                    AttentionOracle.attention(oracle, sequence(oracle, p, b, tokens))
                            .run();
                }
            }
        };
    }

    static Op attentionGrad(Oracle oracle, PackedAttention.Grad p) {
        return () -> {
            oracle.grid(p.dpacked()).fill(0);
            if (p.dqueries() != null) {
                oracle.grid(p.dqueries()).fill(0);
            }
            PackedAttention f = p.forward();
            for (int b = 0; b < f.sequences(); b++) {
                int tokens = start(oracle, f, b + 1) - start(oracle, f, b);
                if (tokens > 0) {
                    Attention own = sequence(oracle, f, b, tokens);
                    AttentionOracle.attentionGrad(oracle, p.sequence(own, b, start(oracle, f, b), own.probabilities()))
                            .run();
                }
            }
        };
    }

    private static Attention sequence(Oracle oracle, PackedAttention p, int b, int tokens) {
        Tensor map = NormOracle.like("probabilities", Shape.of(1, p.heads(), p.pooled() ? 1 : tokens, tokens));
        return p.sequence(b, start(oracle, p, b), tokens, map, map);
    }

    private static int start(Oracle oracle, PackedAttention p, int b) {
        return (int) oracle.grid(p.starts()).at(b);
    }
}
