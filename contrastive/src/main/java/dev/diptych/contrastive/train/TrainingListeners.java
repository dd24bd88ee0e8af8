package dev.diptych.contrastive.train;

import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.validation.JoinedValidation;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.contrastive.validation.Validation;
import java.util.List;

/** Tells several listeners of everything, in their order. */
public record TrainingListeners(List<TrainingListener> listeners) implements TrainingListener {
    public TrainingListeners {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void started(RunFacts facts) {
        listeners.forEach(listener -> listener.started(facts));
    }

    @Override
    public void stepped(StepLog log) {
        listeners.forEach(listener -> listener.stepped(log));
    }

    /** Those of all of them, each asked in turn. */
    @Override
    public Validation validation(Validation.Subject subject) {
        return new JoinedValidation(
                listeners.stream().map(listener -> listener.validation(subject)).toList());
    }

    @Override
    public void scored(Scores scores) {
        listeners.forEach(listener -> listener.scored(scores));
    }

    @Override
    public void skipped(SkippedStep step) {
        listeners.forEach(listener -> listener.skipped(step));
    }

    @Override
    public void rolledBack(RollBack back) {
        listeners.forEach(listener -> listener.rolledBack(back));
    }

    @Override
    public void warned(String line) {
        listeners.forEach(listener -> listener.warned(line));
    }

    @Override
    public void saved(long step) {
        listeners.forEach(listener -> listener.saved(step));
    }

    @Override
    public void read(long captions, long cut) {
        listeners.forEach(listener -> listener.read(captions, cut));
    }
}
