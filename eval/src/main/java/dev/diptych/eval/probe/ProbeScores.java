package dev.diptych.eval.probe;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scores of a probe over its seeds, by the names that CLIP_benchmark has for a linear probe's.
 *
 * @param seeds at least one, of the same test part
 */
public record ProbeScores(List<SeedResult> seeds) {
    private static final String PREFIX = "lp_";

    public ProbeScores {
        seeds = List.copyOf(seeds);
    }

    /** The means over the seeds. */
    public Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        statistics().forEach((name, statistic) -> means.put(name, statistic.of(once())));
        return means;
    }

    /** The standard deviations over the seeds; none of a single one. */
    public Map<String, Double> deviations() {
        Map<String, Double> deviations = new LinkedHashMap<>();
        if (seeds.size() > 1) {
            means().forEach((name, mean) -> {
                double squares = 0;
                for (SeedResult seed : seeds) {
                    squares += Math.pow(score(seed, name, once()) - mean, 2);
                }
                deviations.put(name, Math.sqrt(squares / (seeds.size() - 1)));
            });
        }
        return deviations;
    }

    /** The intervals of the means, images of the test part being drawn, the same for every seed. */
    public Map<String, Interval> intervals(Bootstrap bootstrap) {
        Map<String, Statistic> statistics = statistics();
        List<Interval> intervals = bootstrap.intervals(first().count(), List.copyOf(statistics.values()));
        Map<String, Interval> byName = new LinkedHashMap<>();
        for (String name : statistics.keySet()) {
            byName.put(name, intervals.get(byName.size()));
        }
        return byName;
    }

    /** What guessing scores. */
    public Map<String, Double> chance() {
        Map<String, Double> chance = new LinkedHashMap<>();
        first().chance().forEach((name, value) -> chance.put(PREFIX + name, value));
        return chance;
    }

    private SingleLabel first() {
        return seeds.get(0).predictions();
    }

    private int[] once() {
        int[] once = new int[first().count()];
        Arrays.fill(once, 1);
        return once;
    }

    private Map<String, Statistic> statistics() {
        Map<String, Statistic> statistics = new LinkedHashMap<>();
        for (String each : first().metrics().keySet()) {
            String name = PREFIX + each;
            statistics.put(
                    name,
                    times -> seeds.stream()
                            .mapToDouble(seed -> score(seed, name, times))
                            .average()
                            .orElse(Double.NaN));
        }
        return statistics;
    }

    private static double score(SeedResult seed, String name, int[] times) {
        Statistic metric = seed.predictions().metrics().get(name.substring(PREFIX.length()));
        return metric == null ? Double.NaN : metric.of(times);
    }
}
