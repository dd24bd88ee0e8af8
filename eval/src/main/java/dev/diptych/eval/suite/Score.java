package dev.diptych.eval.suite;

import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.Statistic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One score of a model, a share from 0 to 1 of which more is better.
 *
 * @param interval that holds it with 95 % confidence
 * @param chance what guessing scores
 */
public record Score(double value, Interval interval, double chance) {
    /**
     * Scores with their intervals.
     *
     * @param units that are drawn
     * @param chance of each by its name
     */
    public static Map<String, Score> of(int units, Map<String, Statistic> statistics, Map<String, Double> chance) {
        Map<String, Double> values = new LinkedHashMap<>();
        statistics.forEach((name, statistic) -> values.put(name, statistic.ofAll(units)));
        return of(values, Bootstrap.DEFAULT.intervals(units, statistics), chance);
    }

    /** Scores whose intervals, or those of more, are known. */
    public static Map<String, Score> of(
            Map<String, Double> values, Map<String, Interval> intervals, Map<String, Double> chance) {
        Map<String, Score> scores = new LinkedHashMap<>();
        values.forEach((name, value) -> scores.put(
                name, new Score(value, Objects.requireNonNull(intervals.get(name)), chance.getOrDefault(name, 0.0))));
        return scores;
    }
}
