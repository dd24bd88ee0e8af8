package dev.diptych.contrastive.train;

/** Hears of a run's progress, in the thread that trains. */
public interface TrainingListener {
    /** What a run is about to do, once everything is loaded. */
    default void started(RunFacts facts) {}

    /** After each step. */
    default void stepped(StepLog log) {}

    /** Where the run goes on, but to no good; a line that says why. */
    default void warned(String line) {}

    /** After each checkpoint. */
    default void saved(long step) {}

    /**
     * Once, after the last step.
     *
     * @param captions how many were drawn
     * @param cut how many of them did not fit the model's context length
     */
    default void read(long captions, long cut) {}
}
