package dev.diptych.contrastive.guard;

/**
 * Which steps are skipped, and what comes of many.
 *
 * @param skipNonFinite whether a step whose loss or gradient norm is not finite is skipped; else it ends the run
 * @param zScore standard deviations above the mean from which a loss or a gradient norm is an outlier, and its step skipped;
 *     0 for no outliers
 * @param window steps taken before, of which mean and deviation are; with fewer there are no outliers
 * @param maxSkippedInARow after as many the run goes back to its last good checkpoint
 * @param rollbackLrFactor what the learning rate is multiplied by each time
 * @param maxRollbacks how often; then the run ends
 */
public record GuardPolicy(
        boolean skipNonFinite,
        double zScore,
        int window,
        int maxSkippedInARow,
        double rollbackLrFactor,
        int maxRollbacks) {
    public static final GuardPolicy DEFAULT = new GuardPolicy(true, 0, 100, 10, 0.5, 3);
}
