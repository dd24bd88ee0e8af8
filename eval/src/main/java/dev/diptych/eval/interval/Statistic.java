package dev.diptych.eval.interval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A score of a set that was drawn with replacement.
 *
 * <p>What is drawn are units, such as images; a unit brings all its queries, such as its captions. Queries of one unit depend
 * on each other, so that drawing them one by one would make intervals too narrow (Davison and Hinkley 1997, section 3.8).
 */
@FunctionalInterface
public interface Statistic {
    /**
     * The score of a drawn set.
     *
     * @param times int32 [units], how often each was drawn; at least one was
     */
    double of(int[] times);

    /** The score of the set itself: each unit once. */
    default double ofAll(int units) {
        int[] once = new int[units];
        Arrays.fill(once, 1);
        return of(once);
    }

    /** The mean of one value a unit. */
    static Statistic mean(double[] values) {
        return times -> {
            double sum = 0;
            long count = 0;
            for (int unit = 0; unit < times.length; unit++) {
                sum += times[unit] * values[unit];
                count += times[unit];
            }
            return sum / count;
        };
    }

    /**
     * The mean of one value a query.
     *
     * @param values of the queries
     * @param unitOf the unit of each query, below {@code units}; each unit has at least one
     */
    static Statistic mean(double[] values, int[] unitOf, int units) {
        double[] sums = new double[units];
        int[] counts = new int[units];
        for (int query = 0; query < values.length; query++) {
            sums[unitOf[query]] += values[query];
            counts[unitOf[query]]++;
        }
        return times -> {
            double sum = 0;
            long count = 0;
            for (int unit = 0; unit < units; unit++) {
                sum += times[unit] * sums[unit];
                count += (long) times[unit] * counts[unit];
            }
            return sum / count;
        };
    }

    /**
     * The median of one whole number a query, between two rounded down.
     *
     * @param unitOf the unit of each query
     */
    static Statistic median(int[] values, int[] unitOf) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingInt(query -> values[query]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] units = Arrays.stream(order).map(query -> unitOf[query]).toArray();
        int[] sorted = Arrays.stream(order).map(query -> values[query]).toArray();
        return times -> {
            long count = 0;
            for (int unit : units) {
                count += times[unit];
            }
            return Math.floorDiv(
                    (long) at(sorted, units, times, (count - 1) / 2) + at(sorted, units, times, count / 2), 2);
        };
    }

    private static int at(int[] sorted, int[] units, int[] times, long place) {
        long passed = 0;
        int query = 0;
        while (passed + times[units[query]] <= place) {
            passed += times[units[query]];
            query++;
        }
        return sorted[query];
    }
}
