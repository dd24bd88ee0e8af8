package dev.diptych.eval.probe.lbfgs;

import dev.diptych.eval.probe.fit.Fitting;
import dev.diptych.eval.probe.fit.Probe;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.nn.engine.Engine;

/**
 * L-BFGS with a model of the curvature, its products by the engine in float32 and its sums in double. The same number of threads gives
 * the same bits.
 */
public final class LbfgsProbe implements Probe {
    /** {@value}. */
    public static final String NAME = "lbfgs";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Fitting open(ProbeData data, Engine engine, int threads) {
        return new LbfgsFitting(new SoftmaxRegression(data, engine, threads));
    }
}
