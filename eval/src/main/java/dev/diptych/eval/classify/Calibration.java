package dev.diptych.eval.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * How often predictions are right by how sure the model is of them: a reliability diagram (Guo et al. 2017).
 *
 * @param bins those that have predictions, of {@value #BINS} of equal width, rising
 */
public record Calibration(List<Bin> bins) {
    /** As many as Guo et al. have. */
    public static final int BINS = 15;

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * Predictions that are about as sure.
     *
     * @param number of the bin, from 0
     * @param confidence the mean of theirs
     * @param accuracy the share of them that are right
     */
    public record Bin(int number, int count, double confidence, double accuracy) {}

    /** The bins of predictions by their confidences. */
    public static Calibration of(SingleLabel predictions) {
        int[] counts = new int[BINS];
        int[] right = new int[BINS];
        double[] sums = new double[BINS];
        for (int i = 0; i < predictions.count(); i++) {
            double confidence = predictions.confidences()[i];
            int bin = Math.min(
                    BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1)); // a bound is the lower bin's
            counts[bin]++;
            sums[bin] += confidence;
            right[bin] += predictions.predicted()[i] == predictions.labels()[i] ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                bins.add(new Bin(bin, counts[bin], sums[bin] / counts[bin], (double) right[bin] / counts[bin]));
            }
        }
        return new Calibration(bins);
    }

    /** The expected calibration error: the mean distance of accuracy from confidence, over all predictions. */
    public double error() {
        double sum = 0;
        long count = 0;
        for (Bin bin : bins) {
            sum += bin.count() * Math.abs(bin.accuracy() - bin.confidence());
            count += bin.count();
        }
        return sum / Math.max(1, count);
    }
}
