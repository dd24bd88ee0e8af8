package dev.diptych.eval.probe.lbfgs;

import dev.diptych.eval.probe.fit.Fit;
import dev.diptych.eval.probe.fit.Fitting;
import dev.diptych.eval.probe.fit.LinearClassifier;
import dev.diptych.eval.probe.fit.Probe;

/** Minimises an objective by L-BFGS, whoever computes it. */
public final class LbfgsFitting implements Fitting {
    /** Of the objective: about a step of float32. */
    private static final double TOLERANCE = 1e-7;

    private final Objective objective;

    /** @param objective closed with this */
    public LbfgsFitting(Objective objective) {
        this.objective = objective;
    }

    @Override
    public Fit fit(double c, LinearClassifier start) {
        objective.weigh(c);
        Lbfgs lbfgs = new Lbfgs(objective, variables(start), Probe.MOST_ITERATIONS, TOLERANCE);
        LinearClassifier end = classifier(lbfgs.minimise(), start.dimensions() + 1);
        return new Fit(end, lbfgs.value(), lbfgs.iterations(), lbfgs.converged());
    }

    @Override
    public void close() {
        objective.close();
    }

    private static double[] variables(LinearClassifier classifier) {
        int size = classifier.dimensions() + 1;
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
