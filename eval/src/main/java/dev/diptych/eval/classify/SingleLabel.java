package dev.diptych.eval.classify;

import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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

    /**
     * By scores of which each image's highest is its prediction and a softmax gives their probabilities.
     *
     * @param labels [N]
     * @param scores of an image, float32 [C]; asked for by several threads
     */
    public static SingleLabel of(int classes, int[] labels, IntFunction<float[]> scores) {
        int[] predicted = new int[labels.length];
        int[] ranks = new int[labels.length];
        double[] confidences = new double[labels.length];
        IntStream.range(0, labels.length).parallel().forEach(i -> {
            float[] own = scores.apply(i);
            predicted[i] = highest(own);
            ranks[i] = rank(own, labels[i]);
            confidences[i] = confidence(own, 1);
        });
        return new SingleLabel(classes, labels, predicted, ranks, confidences);
    }

    /** The class of the highest score; of equal ones the first. */
    static int highest(float[] scores) {
        int highest = 0;
        for (int c = 1; c < scores.length; c++) {
            highest = scores[c] > scores[highest] ? c : highest;
        }
        return highest;
    }

    /** Behind all that have a higher score, and those of an equal one that come before it. */
    static int rank(float[] scores, int label) {
        int rank = 1;
        for (int c = 0; c < scores.length; c++) {
            if (scores[c] > scores[label] || c < label && scores[c] == scores[label]) {
                rank++;
            }
        }
        return rank;
    }

    /** The highest probability of a softmax over the scores times {@code scale}. */
    static double confidence(float[] scores, double scale) {
        double highest = scores[highest(scores)];
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(scale * (score - highest));
        }
        return 1 / sum;
    }

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
