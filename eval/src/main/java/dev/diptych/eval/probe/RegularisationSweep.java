package dev.diptych.eval.probe;

import java.util.Comparator;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * The search for the weight of the penalty in CLIP's appendix A.3: seven weights two decades apart from 1e-6 to 1e6, then
 * both neighbours of the best at half the distance, and again, down to eight steps a decade. Here it is c, the inverse of the weight,
 * over which the same grid lies; of equal scores the smaller c is the better.
 */
final class RegularisationSweep {
    /** Points of the grid. */
    static final int POINTS = 97;

    private static final int FIRST_SPAN = 16;
    private static final int STEPS_A_DECADE = 8;
    private static final int LOWEST_DECADE = -6;

    private final IntToDoubleFunction score;
    private final TreeMap<Integer, Double> scores = new TreeMap<>();

    /** @param score the validation part's score at a point of the grid; asked once for each */
    RegularisationSweep(IntToDoubleFunction score) {
        this.score = score;
    }

    /** c at a point of the grid, from 0. */
    static double c(int point) {
        return Math.pow(10, LOWEST_DECADE + (double) point / STEPS_A_DECADE);
    }

    /** The point of the best score. */
    int best() {
        for (int point = 0; point < POINTS; point += FIRST_SPAN) {
            ask(point);
        }
        for (int span = FIRST_SPAN / 2; span > 0; span /= 2) {
            int peak = peak();
            ask(Math.max(0, peak - span));
            ask(Math.min(POINTS - 1, peak + span));
        }
        return peak();
    }

    /** The best score so far. */
    double score() {
        return scores.getOrDefault(peak(), 0.0);
    }

    private void ask(int point) {
        scores.computeIfAbsent(point, score::applyAsDouble);
    }

    private int peak() {
        return scores.keySet().stream()
                .max(Comparator.<Integer>comparingDouble(point -> scores.getOrDefault(point, 0.0))
                        .thenComparing(Comparator.reverseOrder()))
                .orElse(0);
    }
}
