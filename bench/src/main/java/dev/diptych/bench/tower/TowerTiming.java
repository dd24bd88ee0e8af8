package dev.diptych.bench.tower;

import dev.diptych.bench.profile.Profile;
import org.jspecify.annotations.Nullable;

/**
 * How fast a forward program runs.
 *
 * @param rows B, of a run
 * @param seconds the median run, with what goes in written and what comes out read
 * @param flops of a run's products
 * @param matmulRate of a large product in the same precision, in the same run of the benchmark
 * @param alike whether the first row's embedding has the bits that the largest program gives it
 * @param profile where the time goes; null if it was not asked for
 */
public record TowerTiming(
        int rows,
        double seconds,
        long flops,
        double matmulRate,
        boolean alike,
        @Nullable Profile profile) {
    /** Images or captions a second. */
    public double rate() {
        return rows / seconds;
    }

    public double gigaflopsPerSecond() {
        return flops / seconds / 1e9;
    }

    /** The share of the large product's rate, all of the run's time counted. */
    public double matmulShare() {
        return flops / seconds / matmulRate;
    }
}
