package dev.diptych.eval.suite;

import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        int[] once = new int[units];
        Arrays.fill(once, 1);
        List<Interval> intervals = Bootstrap.DEFAULT.intervals(units, List.copyOf(statistics.values()));
        Map<String, Score> scores = new LinkedHashMap<>();
        statistics.forEach((name, statistic) -> scores.put(
                name, new Score(statistic.of(once), intervals.get(scores.size()), chance.getOrDefault(name, 0.0))));
        return scores;
    }
}
