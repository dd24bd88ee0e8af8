package dev.diptych.eval.interval;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Intervals by the bootstrap (Efron and Tibshirani 1993, chapter 13): units are drawn with replacement, as many as there are,
 * and the middle share of the scores of many such sets is the interval (percentile method). Where every query has the same
 * score there is nothing to draw from, and the interval is that score alone.
 *
 * @param sets how many are drawn, at least 100
 * @param confidence the share of them in the middle, between 0 and 1
 * @param seed the same one draws the same sets
 */
public record Bootstrap(int sets, double confidence, long seed) {
    /** 95 % of a thousand sets. */
    public static final Bootstrap DEFAULT = new Bootstrap(1000, 0.95, 1);

    public Bootstrap {
        if (sets < 100 || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("bootstrap refused: " + sets + " sets, confidence " + confidence
                    + ", expected at least 100 and a share between 0 and 1");
        }
    }

    /** The interval of one score. */
    public Interval interval(int units, Statistic statistic) {
        return intervals(units, List.of(statistic)).get(0);
    }

    /**
     * The intervals of several scores of the same sets, in their order.
     *
     * @param units that are drawn from, at least one
     */
    public List<Interval> intervals(int units, List<Statistic> statistics) {
        return Arrays.stream(scores(units, statistics)).map(this::middle).toList();
    }

    /** The same by the names of the scores. */
    public Map<String, Interval> intervals(int units, Map<String, Statistic> statistics) {
        List<Interval> intervals = intervals(units, List.copyOf(statistics.values()));
        Map<String, Interval> byName = new LinkedHashMap<>();
        statistics.keySet().forEach(name -> byName.put(name, intervals.get(byName.size())));
        return byName;
    }

    /**
     * Compares two models by the mean of their values over the same queries.
     *
     * @param first one value a query
     * @param second the same queries' values by the other model
     * @param unitOf the unit of each query, below {@code units}; each unit has at least one
     */
    public PairedDifference difference(double[] first, double[] second, int[] unitOf, int units) {
        if (first.length != second.length || first.length != unitOf.length || first.length == 0) {
            throw new IllegalArgumentException("difference refused: " + first.length + " and " + second.length
                    + " values, units of " + unitOf.length + ", expected as many of each, at least one");
        }
        return difference(Statistic.mean(first, unitOf, units), Statistic.mean(second, unitOf, units), units);
    }

    /**
     * Compares two models by a score of theirs on the same queries.
     *
     * @param first the score of one
     * @param second that of the other
     * @param units that are drawn from, at least one
     */
    public PairedDifference difference(Statistic first, Statistic second, int units) {
        Statistic ahead = times -> first.of(times) - second.of(times);
        double difference = ahead.ofAll(units);
        double[] drawn = scores(units, List.of(ahead))[0];
        double other = Arrays.stream(drawn)
                        .filter(score -> score * Math.signum(difference) <= 0)
                        .count()
                / (double) sets;
        return new PairedDifference(difference, middle(drawn), Math.min(1, 2 * other));
    }

    /** float64 [statistics][sets]. */
    private double[][] scores(int units, List<Statistic> statistics) {
        if (units < 1) {
            throw new IllegalArgumentException("bootstrap refused: no units, expected at least one");
        }
        double[][] scores = new double[statistics.size()][sets];
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom[] ofSets = new SplittableRandom[sets];
        Arrays.setAll(ofSets, set -> random.split());
        IntStream.range(0, sets).parallel().forEach(set -> {
            int[] times = new int[units];
            for (int draw = 0; draw < units; draw++) {
                times[ofSets[set].nextInt(units)]++;
            }
            for (int i = 0; i < scores.length; i++) {
                scores[i][set] = statistics.get(i).of(times);
            }
        });
        return scores;
    }

    /** The middle share of scores, in any order. */
    Interval middle(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double outside = (1 - confidence) / 2;
        return new Interval(quantile(sorted, outside), quantile(sorted, 1 - outside));
    }

    /** Between two scores in proportion, as NumPy's {@code quantile} does. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
