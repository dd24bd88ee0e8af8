package dev.diptych.eval.probe.lbfgs;

/**
 * {@code c sum of cross-entropies + 1/2 ||W||^2} of softmax regression on some data, scikit-learn's {@code LogisticRegression} times C;
 * biases are not penalised. Its variables are [K, D + 1], a class's bias after its weights.
 */
public interface Objective extends AutoCloseable {
    /** Sets c, above 0. */
    void weigh(double c);

    /**
     * The value at a point.
     *
     * @param x [P], each of which float32 holds
     * @param gradient [P], written
     */
    double at(double[] x, double[] gradient);

    /**
     * Divides by a rough model of the curvature at the last point asked for: positive definite.
     *
     * @param vector [P], replaced
     */
    void precondition(double[] vector);

    @Override
    void close();
}
