package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;

/** The primitives that make sequences of tokens and pick from them. */
final class TokenOracle {
    private TokenOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(Embedding.class, op -> embedding(oracle, op));
        bindings.on(Embedding.Grad.class, op -> embeddingGrad(oracle, op));
        bindings.on(PatchGather.class, op -> patchGather(oracle, op));
        bindings.on(PrependClass.class, op -> prependClass(oracle, op));
        bindings.on(PrependClass.Grad.class, op -> prependClassGrad(oracle, op));
        bindings.on(AddPositions.class, op -> addPositions(oracle, op));
        bindings.on(Repeat.class, op -> repeat(oracle, op));
        bindings.on(SelectRows.class, op -> selectRows(oracle, op));
        bindings.on(SelectRows.Grad.class, op -> selectRowsGrad(oracle, op));
    }

    static Op embedding(Oracle oracle, Embedding p) {
        Grid ids = oracle.grid(p.ids());
        Grid table = oracle.grid(p.table());
        Grid positions = oracle.grid(p.positions());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int row = 0; row < out.rows(); row++) {
                for (int w = 0; w < out.columns(); w++) {
                    out.set(row, w, table.at((int) ids.at(row), w) + positions.at(row % ids.columns(), w));
                }
            }
        };
    }

    static Op embeddingGrad(Oracle oracle, Embedding.Grad p) {
        Tensor table = NormOracle.like("table", p.dtable().shape());
        Tensor positions = NormOracle.like("positions", p.dpositions().shape());
        Tensor out = NormOracle.like("out", p.dout().shape());
        Op forward = embedding(oracle, new Embedding(p.ids(), table, positions, out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            Grid result = oracle.grid(out);
            double[] dtable = Differences.pullback(forward::run, oracle.grid(table), result, dout);
            double[] dpositions = Differences.pullback(forward::run, oracle.grid(positions), result, dout);
            oracle.grid(p.dtable()).put(dtable, p.accumulate());
            oracle.grid(p.dpositions()).put(dpositions, p.accumulate());
        };
    }

    static Op patchGather(Oracle oracle, PatchGather p) {
        Grid images = oracle.grid(p.images());
        Grid out = oracle.grid(p.out());
        int side = p.images().shape().last();
        int patch = p.patch();
        return () -> {
            int place = 0;
            for (int b = 0; b < p.images().shape().size(0); b++) {
                for (int y = 0; y + patch <= side; y += patch) {
                    for (int x = 0; x + patch <= side; x += patch) {
                        for (int channel = 0; channel < 3; channel++) {
                            for (int row = y; row < y + patch; row++) {
                                for (int column = x; column < x + patch; column++) {
                                    out.set(place++, images.at((b * 3 + channel) * side + row, column));
                                }
                            }
                        }
                    }
                }
            }
        };
    }

    static Op prependClass(Oracle oracle, PrependClass p) {
        Grid patches = oracle.grid(p.patches());
        Grid cls = oracle.grid(p.cls());
        Grid positions = oracle.grid(p.positions());
        Grid out = oracle.grid(p.out());
        int tokens = p.out().shape().size(1);
        return () -> {
            for (int row = 0; row < out.rows(); row++) {
                int b = row / tokens;
                int t = row % tokens;
                for (int w = 0; w < out.columns(); w++) {
                    double token = t == 0 ? cls.at(w) : patches.at(b * (tokens - 1) + t - 1, w);
                    out.set(row, w, token + positions.at(t, w));
                }
            }
        };
    }

    static Op prependClassGrad(Oracle oracle, PrependClass.Grad p) {
        Tensor patches = NormOracle.like("patches", p.dpatches().shape());
        Tensor cls = NormOracle.like("cls", p.dcls().shape());
        Tensor positions = NormOracle.like(
                "positions", Shape.of(p.dout().shape().size(1), p.dout().shape().last()));
        Tensor out = NormOracle.like("out", p.dout().shape());
        Op forward = prependClass(oracle, new PrependClass(patches, cls, positions, out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            Grid result = oracle.grid(out);
            double[] dpatches = Differences.pullback(forward::run, oracle.grid(patches), result, dout);
            double[] dcls = Differences.pullback(forward::run, oracle.grid(cls), result, dout);
            oracle.grid(p.dpatches()).put(dpatches, false);
            oracle.grid(p.dcls()).put(dcls, p.accumulate());
            if (p.dpositions() != null) {
                double[] dpositions = Differences.pullback(forward::run, oracle.grid(positions), result, dout);
                oracle.grid(p.dpositions()).put(dpositions, p.accumulate());
            }
        };
    }

    static Op addPositions(Oracle oracle, AddPositions p) {
        Grid x = oracle.grid(p.x());
        Grid positions = oracle.grid(p.positions());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int i = 0; i < out.elements(); i++) {
                out.set(i, x.at(i) + positions.at(i % p.length()));
            }
        };
    }

    static Op repeat(Oracle oracle, Repeat p) {
        Grid x = oracle.grid(p.x());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int i = 0; i < out.elements(); i++) {
                out.set(i, x.at(i % x.elements()));
            }
        };
    }

    static Op selectRows(Oracle oracle, SelectRows p) {
        Grid x = oracle.grid(p.x());
        Grid rows = oracle.grid(p.rows());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int i = 0; i < out.elements(); i++) {
                out.set(i, x.at((int) rows.at(i / out.columns()), i % out.columns()));
            }
        };
    }

    static Op selectRowsGrad(Oracle oracle, SelectRows.Grad p) {
        Tensor x = NormOracle.like("x", p.dx().shape());
        Tensor out = NormOracle.like("out", p.dout().shape());
        Op forward = selectRows(oracle, new SelectRows(x, p.rows(), out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            double[] dx = Differences.pullback(forward::run, oracle.grid(x), oracle.grid(out), dout);
            oracle.grid(p.dx()).put(dx, p.accumulate());
        };
    }
}
