package dev.diptych.contrastive.train;

import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.contrastive.validation.Validation;

/** Hears of a run's progress, in the thread that trains. */
public interface TrainingListener {
    /** What a run is about to do, once everything is loaded. */
    default void started(RunFacts facts) {}

    /** After each logged step. */
    default void stepped(StepLog log) {}

    /** After a step that was skipped, instead of {@link #stepped}. */
    default void skipped(SkippedStep step) {}

    /** After the run went back to a checkpoint. */
    default void rolledBack(RollBack back) {}

    /** Is asked before the first step, and again where images become larger, how the model is to be scored meanwhile. */
    default Validation validation(Validation.Subject subject) {
        return Validation.NONE;
    }

    /** After each validation, and before the checkpoint of its step. */
    default void scored(Scores scores) {}

    /** Where the run goes on, but to no good; a line that says why. */
    default void warned(String line) {}

    /** After each checkpoint. */
    default void saved(long step) {}

    /**
     * After the last step, of each size of images.
     *
     * @param captions how many were drawn
     * @param cut how many of them did not fit the model's context length
     */
    default void read(long captions, long cut) {}
}
