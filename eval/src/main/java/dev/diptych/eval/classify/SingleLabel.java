package dev.diptych.eval.classify;

import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was predicted of images that have one label each.
 *
 * @param classes C
 * @param labels [N], the numbers of the right classes
 * @param predicted [N], the classes that are most like the images; of equal ones the first
 * @param ranks [N], of the right class among all by similarity, from 1; behind equal ones of lower numbers
 * @param confidences [N], the probability of the predicted class
 */
@SuppressWarnings("ArrayRecordComponent") // as many as there are images; not meant to be compared
public record SingleLabel(int classes, int[] labels, int[] predicted, int[] ranks, double[] confidences)
        implements Predictions {
    private static final int FIVE = 5;

    @Override
    public int count() {
        return labels.length;
    }

    /** CLIP_benchmark's; the second is left out where there are fewer than five classes. */
    @Override
    public Map<String, Statistic> metrics() {
        Map<String, Statistic> metrics = new LinkedHashMap<>();
        metrics.put(ACC1, times -> within(1, times));
        if (classes >= FIVE) {
            metrics.put(ACC5, times -> within(FIVE, times));
        }
        metrics.put(MEAN_PER_CLASS_RECALL, this::meanRecall);
        return metrics;
    }

    @Override
    public Map<String, Double> chance() {
        Map<String, Double> chance = new LinkedHashMap<>();
        chance.put(ACC1, 1.0 / classes);
        if (classes >= FIVE) {
            chance.put(ACC5, (double) FIVE / classes);
        }
        chance.put(MEAN_PER_CLASS_RECALL, 1.0 / classes);
        return chance;
    }

    /** The share of each class' images that are predicted right, [C]; NaN for a class without images. */
    @Override
    public double[] perClass() {
        int[] once = new int[count()];
        Arrays.fill(once, 1);
        return recalls(once);
    }

    /** How many images of each class (row) are predicted to be of each (column), [C, C]. */
    public int[][] confusion() {
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]][predicted[i]]++;
        }
        return counts;
    }

    private double within(int most, int[] times) {
        long right = 0;
        long all = 0;
        for (int i = 0; i < times.length; i++) {
            all += times[i];
            right += ranks[i] <= most ? times[i] : 0;
        }
        return (double) right / all;
    }

    /** Over the classes that have images, as scikit-learn's {@code balanced_accuracy_score}, which CLIP_benchmark takes. */
    private double meanRecall(int[] times) {
        return Arrays.stream(recalls(times))
                .filter(recall -> !Double.isNaN(recall))
                .average()
                .orElse(Double.NaN);
    }

    private double[] recalls(int[] times) {
        long[] right = new long[classes];
        long[] all = new long[classes];
        for (int i = 0; i < times.length; i++) {
            all[labels[i]] += times[i];
            right[labels[i]] += predicted[i] == labels[i] ? times[i] : 0;
        }
        double[] recalls = new double[classes];
        for (int c = 0; c < classes; c++) {
            recalls[c] = (double) right[c] / all[c];
        }
        return recalls;
    }
}
