package dev.diptych.eval.classify;

import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.Statistic;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a classifier made of N images, scored under CLIP_benchmark's names. */
public sealed interface Predictions permits SingleLabel, MultiLabel {
    /** The share of images whose class is the most likely. */
    String ACC1 = "acc1";

    /** The share of those whose class is among the five most likely. */
    String ACC5 = "acc5";

    /** The mean over classes of the share of their images that are predicted right. */
    String MEAN_PER_CLASS_RECALL = "mean_per_class_recall";

    /** The mean over classes of their average precision, for images with several labels. */
    String MEAN_AVERAGE_PRECISION = "mean_average_precision";

    /** N. */
    int count();

    /** The scores, to be computed. */
    Map<String, Statistic> metrics();

    /** What guessing scores. */
    Map<String, Double> chance();

    /** The score of each class, [C]: recall, or average precision. */
    double[] perClass();

    /** The scores, in the order that they are shown. */
    default Map<String, Double> byName() {
        Map<String, Double> scores = new LinkedHashMap<>();
        metrics().forEach((name, metric) -> scores.put(name, metric.ofAll(count())));
        return scores;
    }

    /** The intervals of the scores, images being drawn. */
    default Map<String, Interval> intervals(Bootstrap bootstrap) {
        return bootstrap.intervals(count(), metrics());
    }
}
