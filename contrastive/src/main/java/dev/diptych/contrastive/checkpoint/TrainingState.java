package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.guard.GuardState;
import dev.diptych.contrastive.validation.BestScore;
import java.util.Optional;

/**
 * Where a run stands, beside its weights, and on what.
 *
 * @param step steps done, those that were skipped included
 * @param stepsPerEpoch whole batches in the training set
 * @param seed the run's seed
 * @param seconds of training so far
 * @param samples how many the training set has
 * @param updates of the weights that are there
 * @param good whether a run that is lost may come back to here: it was due, and the steps before it were well
 * @param guard what the guard knows
 * @param best the model's best score so far; empty where none is asked for
 */
public record TrainingState(
        long step,
        long stepsPerEpoch,
        long seed,
        double seconds,
        int samples,
        long updates,
        boolean good,
        GuardState guard,
        Optional<BestScore> best) {
    /** Of a run whose every step was taken. */
    public TrainingState(long step, long stepsPerEpoch, long seed, double seconds, int samples) {
        this(step, stepsPerEpoch, seed, seconds, samples, step, true, GuardState.NONE, Optional.empty());
    }

    /** Whether the model scored best here. */
    boolean isBest() {
        return best.isPresent() && best.get().step() == step;
    }
}
