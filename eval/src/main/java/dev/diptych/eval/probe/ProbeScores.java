package dev.diptych.eval.probe;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.Statistic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scores of a probe over its seeds, by the names that CLIP_benchmark has for a linear probe's.
 *
 * @param seeds at least one, of the same test part
 */
public record ProbeScores(List<SeedResult> seeds) {
    /** What CLIP_benchmark puts before the names of a classification's scores. */
    public static final String PREFIX = "lp_";

    public ProbeScores {
        seeds = List.copyOf(seeds);
    }

    /** The means over the seeds. */
    public Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        statistics().forEach((name, statistic) -> means.put(name, statistic.ofAll(images())));
        return means;
    }

    /** The standard deviations over the seeds; none of a single one. */
    public Map<String, Double> deviations() {
        Map<String, Double> deviations = new LinkedHashMap<>();
        if (seeds.size() > 1) {
            bySeed().forEach((name, statistics) -> {
                double mean = mean(statistics).ofAll(images());
                double squares = 0;
                for (Statistic statistic : statistics) {
                    squares += Math.pow(statistic.ofAll(images()) - mean, 2);
                }
                deviations.put(name, Math.sqrt(squares / (seeds.size() - 1)));
            });
        }
        return deviations;
    }

    /** The intervals of the means, images of the test part being drawn, the same for every seed. */
    public Map<String, Interval> intervals(Bootstrap bootstrap) {
        return bootstrap.intervals(images(), statistics());
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

    private int images() {
        return first().count();
    }

    private Map<String, Statistic> statistics() {
        Map<String, Statistic> statistics = new LinkedHashMap<>();
        bySeed().forEach((name, ofSeeds) -> statistics.put(name, mean(ofSeeds)));
        return statistics;
    }

    /** Each score by its name, of each seed. */
    private Map<String, List<Statistic>> bySeed() {
        Map<String, List<Statistic>> bySeed = new LinkedHashMap<>();
        for (SeedResult seed : seeds) {
            seed.predictions()
                    .metrics()
                    .forEach((name, metric) -> bySeed.computeIfAbsent(PREFIX + name, key -> new ArrayList<>())
                            .add(metric));
        }
        return bySeed;
    }

    private static Statistic mean(List<Statistic> statistics) {
        return times -> statistics.stream()
                .mapToDouble(statistic -> statistic.of(times))
                .average()
                .orElse(Double.NaN);
    }
}
