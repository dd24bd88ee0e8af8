package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;

/** Layer normalisation, weighted branches and scaling to unit length. */
final class NormOracle {
    private NormOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(LayerNorm.class, op -> layerNorm(oracle, op));
        bindings.on(LayerNorm.Grad.class, op -> layerNormGrad(oracle, op));
        bindings.on(L2Normalize.class, op -> normalize(oracle, op));
        bindings.on(L2Normalize.Grad.class, op -> normalizeGrad(oracle, op));
        bindings.on(LayerScale.class, op -> layerScale(oracle, op));
        bindings.on(LayerScale.Grad.class, op -> layerScaleGrad(oracle, op));
    }

    static Op layerNorm(Oracle oracle, LayerNorm p) {
        Grid x = oracle.grid(p.x());
        Grid gamma = oracle.grid(p.gamma());
        Grid beta = oracle.grid(p.beta());
        Grid mean = oracle.grid(p.mean());
        Grid variance = oracle.grid(p.variance());
        Grid out = oracle.grid(p.out());
        int width = x.columns();
        return () -> {
            for (int m = 0; m < x.rows(); m++) {
                double sum = 0;
                for (int w = 0; w < width; w++) {
                    sum += x.at(m, w);
                }
                double centre = sum / width;
                double squares = 0;
                for (int w = 0; w < width; w++) {
                    squares += (x.at(m, w) - centre) * (x.at(m, w) - centre);
                }
                mean.set(m, centre);
                variance.set(m, squares / width);
                double deviation = Math.sqrt(squares / width + p.epsilon());
                for (int w = 0; w < width; w++) {
                    out.set(m, w, (x.at(m, w) - centre) / deviation * gamma.at(w) + beta.at(w));
                }
            }
        };
    }

    static Op layerNormGrad(Oracle oracle, LayerNorm.Grad p) {
        Tensor beta = like("beta", p.gamma().shape());
        Tensor out = like("out", p.x().shape());
        Op forward = layerNorm(
                oracle,
                new LayerNorm(
                        p.x(),
                        p.gamma(),
                        beta,
                        p.epsilon(),
                        like("mean", p.mean().shape()),
                        like("variance", p.variance().shape()),
                        out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            Grid result = oracle.grid(out);
            double[] dx = Differences.pullback(forward::run, oracle.grid(p.x()), result, dout);
            double[] dgamma = Differences.pullback(forward::run, oracle.grid(p.gamma()), result, dout);
            double[] dbeta = Differences.pullback(forward::run, oracle.grid(beta), result, dout);
            oracle.grid(p.dx()).put(dx, false);
            oracle.grid(p.dgamma()).put(dgamma, p.accumulate());
            oracle.grid(p.dbeta()).put(dbeta, p.accumulate());
        };
    }

    static Op normalize(Oracle oracle, L2Normalize p) {
        Grid x = oracle.grid(p.x());
        Grid inverse = oracle.grid(p.inverse());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int b = 0; b < x.rows(); b++) {
                double squares = 0;
                for (int d = 0; d < x.columns(); d++) {
                    squares += x.at(b, d) * x.at(b, d);
                }
                double factor = 1 / Math.max(Math.sqrt(squares), 1e-12);
                inverse.set(b, factor);
                for (int d = 0; d < x.columns(); d++) {
                    out.set(b, d, x.at(b, d) * factor);
                }
            }
        };
    }

    static Op normalizeGrad(Oracle oracle, L2Normalize.Grad p) {
        Tensor x = like("x", p.out().shape());
        Tensor out = like("out", p.out().shape());
        Op forward =
                normalize(oracle, new L2Normalize(x, like("inverse", p.inverse().shape()), out));
        return () -> {
            Grid given = oracle.grid(p.out());
            Grid inverse = oracle.grid(p.inverse());
            Grid source = oracle.grid(x);
            for (int i = 0; i < source.elements(); i++) {
                source.set(i, given.at(i) / inverse.at(i / source.columns()));
            }
            double[] dout = oracle.grid(p.dout()).toArray();
            oracle.grid(p.dx()).put(Differences.pullback(forward::run, source, oracle.grid(out), dout), p.accumulate());
        };
    }

    static Op layerScale(Oracle oracle, LayerScale p) {
        Grid x = oracle.grid(p.x());
        Grid gamma = oracle.grid(p.gamma());
        Grid residual = oracle.grid(p.residual());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int i = 0; i < x.elements(); i++) {
                out.set(i, residual.at(i) + gamma.at(i % x.columns()) * x.at(i));
            }
        };
    }

    static Op layerScaleGrad(Oracle oracle, LayerScale.Grad p) {
        Tensor residual = like("residual", p.x().shape());
        Tensor out = like("out", p.x().shape());
        Op forward = layerScale(oracle, new LayerScale(p.x(), p.gamma(), residual, out));
        return () -> {
            double[] dout = oracle.grid(p.dout()).toArray();
            Grid result = oracle.grid(out);
            double[] dx = Differences.pullback(forward::run, oracle.grid(p.x()), result, dout);
            double[] dgamma = Differences.pullback(forward::run, oracle.grid(p.gamma()), result, dout);
            oracle.grid(p.dx()).put(dx, false);
            oracle.grid(p.dgamma()).put(dgamma, p.accumulate());
        };
    }

    static Tensor like(String name, Shape shape) {
        return Tensor.create(name, DType.FLOAT32, Role.ACTIVATION, shape);
    }
}
