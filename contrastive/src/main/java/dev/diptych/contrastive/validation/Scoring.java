package dev.diptych.contrastive.validation;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Scores a model as it is trained, and keeps the scores in the run's log.
 *
 * @param perEpoch steps of an epoch
 */
public record Scoring(Validation validation, ScoresLog log, int perEpoch) {
    /** The scores after a step, which are in the log then; nothing where they are not due. */
    public Optional<Scores> after(long step, boolean last, BooleanSupplier stop) throws InterruptedException {
        Optional<Scores> scores =
                validation.after(step, last, stop).map(values -> new Scores(step, (double) step / perEpoch, values));
        scores.ifPresent(log::write);
        return scores;
    }
}
