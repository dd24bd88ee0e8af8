package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.guard.GuardPolicy;
import dev.diptych.contrastive.guard.GuardState;
import dev.diptych.contrastive.guard.RollBack;
import dev.diptych.contrastive.guard.SkippedLog;
import dev.diptych.contrastive.guard.SkippedStep;
import dev.diptych.contrastive.guard.StepGuard;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.StartCheck;
import dev.diptych.nn.optim.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes a run's steps under its guard: skips, goes back or ends the run, and says so. */
final class Guarding {
    private final Path run;
    private final Origin origin;
    private final Optimizer optimizer;
    private final StepGuard guard;
    private final Saving saving;
    private final MetricsLog log;
    private final SkippedLog skippedLog;
    private final TrainingListener listener;
    private final Ranks ranks;

    Guarding(
            Path run,
            GuardPolicy policy,
            GuardState state,
            Origin origin,
            Saving saving,
            MetricsLog log,
            SkippedLog skippedLog,
            TrainingListener listener,
            Ranks ranks) {
        this.run = run;
        this.origin = origin;
        this.optimizer = origin.optimizer();
        this.guard = new StepGuard(policy, state);
        this.saving = saving;
        this.log = log;
        this.skippedLog = skippedLog;
        this.listener = listener;
        this.ranks = ranks;
    }

    /**
     * Updates the model by a step's gradients, unless the guard is closed.
     *
     * @param keys of the step's samples
     * @return whether it did
     * @throws IllegalStateException if the run cannot go on
     */
    boolean step(long step, double scheduledRate, Supplier<List<String>> keys) throws InterruptedException {
        optimizer.limit(guard.lossLimit(), guard.normLimit());
        if (optimizer.step(rate(scheduledRate))) {
            guard.taken(step, optimizer.loss(), optimizer.gradientNorm());
            return true;
        }
        float loss = optimizer.loss();
        float norm = optimizer.gradientNorm();
        String why = guard.why(loss, norm);
        if (!guard.maySkip(loss, norm)) {
            throw new IllegalStateException("train: step " + step + ": " + why + "; " + saving.standing()
                    + "; try a lower lr or grad_clip_norm");
        }
        SkippedStep skipped = new SkippedStep(step, loss, norm, why, guard.skipped(), keys.get());
        write(skipped);
        listener.skipped(skipped);
        if (guard.lost()) {
            goBack(skipped);
        }
        return false;
    }

    /** The rate that a step takes. */
    double rate(double scheduled) {
        return scheduled * guard.lrFactor();
    }

    GuardState state() {
        return guard.state();
    }

    private void goBack(SkippedStep last) throws InterruptedException {
        String standing = saving.standing(); // waits for what is on its way to the disk
        if (!guard.mayRollBack()) {
            throw new IllegalStateException("train: step " + last.step() + ": " + last.why() + "; " + last.inARow()
                    + " steps in a row were skipped, and the run went back "
                    + guard.state().rollbacks()
                    + " times before, the most that guard.max_rollbacks has; " + standing
                    + "; try a lower optimizer.lr or grad_clip_norm, and look at the samples in " + SkippedLog.FILE);
        }
        ranks.any(false); // the first rank has written what all go back to
        Optional<Checkpoint> good = lastGood();
        StartCheck.same(
                ranks,
                Map.of(
                        "checkpoint to go back to",
                        good.map(Checkpoint::identity).orElse("none")));
        origin.load(good.orElse(null));
        GuardState then = good.map(checkpoint -> checkpoint.state().guard()).orElse(GuardState.NONE);
        long to = good.map(checkpoint -> checkpoint.state().step()).orElse(0L);
        int number = guard.rolledBack(to, then);
        RollBack back = new RollBack(last.step(), to, number, guard.lrFactor());
        log.write(back);
        listener.rolledBack(back);
    }

    private Optional<Checkpoint> lastGood() {
        try {
            return Checkpoint.lastGood(run, guard.before());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(SkippedStep skipped) {
        log.write(skipped);
        try {
            skippedLog.write(skipped);
        } catch (IOException e) {
            listener.warned(
                    "log failed: " + e.getMessage() + ", expected room for it and leave to write it; the run goes"
                            + " on without the keys of step " + skipped.step());
        }
    }
}
