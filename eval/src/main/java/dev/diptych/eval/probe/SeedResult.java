package dev.diptych.eval.probe;

import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.probe.fit.Fit;

/**
 * What a probe with one seed found.
 *
 * @param images that were fitted to in the end
 * @param c given, or chosen
 * @param validation the share of the held part that is right, by which c was chosen; NaN where it was given
 * @param fit the last one
 * @param seconds that it took
 * @param predictions for the test part
 */
public record SeedResult(
        long seed, int images, double c, double validation, Fit fit, double seconds, SingleLabel predictions) {
    /** The share of the test part that is right. */
    public double acc1() {
        return predictions.byName().getOrDefault(Predictions.ACC1, Double.NaN);
    }
}
