package dev.diptych.dl4j.probe;

import dev.diptych.eval.probe.fit.Fitting;
import dev.diptych.eval.probe.fit.Probe;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.probe.lbfgs.LbfgsFitting;
import dev.diptych.nn.engine.Engine;

/** A {@code MultiLayerNetwork} of one softmax layer, in double precision, by ND4J's own threads. */
public final class Dl4jProbe implements Probe {
    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public Fitting open(ProbeData data, Engine engine, int threads) {
        return new LbfgsFitting(new SoftmaxNetwork(data, threads));
    }
}
