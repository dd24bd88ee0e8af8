package dev.diptych.eval.probe.fit;

/** Fits classifiers to the same data with penalties of several weights; used by one thread at a time. */
public interface Fitting extends AutoCloseable {
    /**
     * Minimises {@code c sum of cross-entropies + 1/2 ||W||^2} over weights W [K, D] and biases, which are not penalised.
     *
     * @param c above 0
     * @param start where to begin: the fit to another c is near
     */
    Fit fit(double c, LinearClassifier start);

    @Override
    void close();
}
