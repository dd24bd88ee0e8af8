package dev.diptych.eval.probe;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How to probe.
 *
 * @param c the weight of the cross-entropies, above 0; where there is none it is searched for
 * @param shots images of each class to fit to, or 0 for all
 * @param seeds by which the validation part and the shots are drawn, at least one, none twice
 * @param valProportion the share of the training part that is held to choose c by, between 0 and 1
 * @param threads that compute, at least 1
 */
public record ProbeOptions(OptionalDouble c, int shots, List<Long> seeds, double valProportion, int threads) {
    /** The share of the training part that is held where none is given. */
    public static final double VAL_PROPORTION = 0.2;

    /** How CLIP_benchmark says that all images are fitted to, which is 0 shots here. */
    public static final int ALL_SHOTS = -1;

    public ProbeOptions {
        seeds = List.copyOf(seeds);
        double weight = c.orElse(1);
        require(weight > 0 && Double.isFinite(weight), "c " + weight, "a finite number above 0");
        require(shots >= 0, shots + " shots", "at least 1, or 0 for all");
        require(!seeds.isEmpty() && seeds.stream().distinct().count() == seeds.size(), "seeds " + seeds, "each once");
        require(
                valProportion > 0 && valProportion < 1,
                "a validation part of " + valProportion,
                "a share between 0 and 1");
        require(threads > 0, threads + " threads", "at least 1");
    }

    private static void require(boolean right, String actual, String rule) {
        if (!right) {
            throw new IllegalArgumentException("probe refused: " + actual + ", expected " + rule);
        }
    }

    /** Whether every seed gives the same: nothing is drawn. */
    boolean drawsNothing() {
        return c.isPresent() && shots == 0;
    }
}
