package dev.diptych.eval.probe.lbfgs;

import dev.diptych.eval.probe.fit.Fit;
import dev.diptych.eval.probe.fit.Fitting;
import dev.diptych.eval.probe.fit.LinearClassifier;
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

    /** Of the objective: about a step of float32. */
    private static final double TOLERANCE = 1e-7;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Fitting open(ProbeData data, Engine engine, int threads) {
        SoftmaxRegression regression = new SoftmaxRegression(data, engine, threads);
        int size = data.dimensions() + 1;
        return new Fitting() {
            @Override
            public Fit fit(double c, LinearClassifier start) {
                regression.weigh(c);
                Lbfgs lbfgs = new Lbfgs(regression, variables(start, size), MOST_ITERATIONS, TOLERANCE);
                LinearClassifier end = classifier(lbfgs.minimise(), size);
                return new Fit(end, lbfgs.value(), lbfgs.iterations(), lbfgs.converged());
            }

            @Override
            public void close() {
                regression.close();
            }
        };
    }

    private static double[] variables(LinearClassifier classifier, int size) {
        double[] variables = new double[classifier.classes() * size];
        for (int i = 0; i < variables.length; i++) {
            int k = i / size;
            int d = i % size;
            variables[i] = d == size - 1 ? classifier.biases()[k] : classifier.weights()[k * (size - 1) + d];
        }
        return variables;
    }

    private static LinearClassifier classifier(double[] variables, int size) {
        LinearClassifier classifier = LinearClassifier.zero(variables.length / size, size - 1);
        for (int i = 0; i < variables.length; i++) {
            int k = i / size;
            int d = i % size;
            float value = (float) variables[i];
            if (d == size - 1) {
                classifier.biases()[k] = value;
            } else {
                classifier.weights()[k * (size - 1) + d] = value;
            }
        }
        return classifier;
    }
}
