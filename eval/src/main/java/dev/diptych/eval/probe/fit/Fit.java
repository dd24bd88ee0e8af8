package dev.diptych.eval.probe.fit;

/**
 * What fitting ended with.
 *
 * @param objective {@code c sum of cross-entropies + 1/2 ||W||^2} there
 * @param iterations done
 * @param converged whether it ended before it had done all that it may
 */
public record Fit(LinearClassifier classifier, double objective, int iterations, boolean converged) {}
