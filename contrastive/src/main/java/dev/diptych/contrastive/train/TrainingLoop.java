package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.TrainingState;
import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.figures.StepFigures;
import dev.diptych.contrastive.guard.GuardState;
import dev.diptych.contrastive.ranks.AgreedStop;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.contrastive.validation.BestScore;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.contrastive.validation.Scoring;
import dev.diptych.contrastive.validation.ValidationConfig;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.Schedule;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The steps of a run, one after another: each trained, told and, where it is due, saved. */
final class TrainingLoop {
    private final Recipe recipe;
    private final int perEpoch;
    private final long end;
    private final long total;
    private final int samples;
    private final TrainingSteps steps;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final Saving saving;
    private final Guarding guarding;
    private final TrainingListener listener;
    private final AgreedStop stop;
    private final Runnable check;
    private final Watch watch;
    private final Clock clock;
    private final StepFigures figures;
    private Map<String, Double> read = Map.of(); // of the step at hand
    private long done;
    private @Nullable BestScore best;

    /**
     * @param start where it goes on
     * @param end the step after which it ends
     * @param total the run's last step
     * @param stop is asked after every step
     * @param check is run where a checkpoint is due
     */
    TrainingLoop(
            Recipe recipe,
            TrainingState start,
            long end,
            long total,
            TrainingSteps steps,
            Optimizer optimizer,
            Schedule schedule,
            Saving saving,
            Guarding guarding,
            TrainingListener listener,
            AgreedStop stop,
            StepFigures figures,
            double matmulRate,
            Runnable check) {
        this.recipe = recipe;
        this.perEpoch = Math.toIntExact(start.stepsPerEpoch());
        this.end = end;
        this.total = total;
        this.samples = start.samples();
        this.steps = steps;
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.saving = saving;
        this.guarding = guarding;
        this.listener = listener;
        this.stop = stop;
        this.check = check;
        this.figures = figures;
        this.watch = new Watch(recipe);
        this.clock = new Clock(start.seconds(), matmulRate, System::nanoTime);
        this.done = start.step();
        this.best = start.best().orElse(null);
    }

    /** Trains until its end, or until it is told to stop; either way the last step taken is then saved. */
    void run(BatchLoader loader, MetricsLog log, Scoring scoring) throws InterruptedException {
        try {
            stop.ask();
            while (done < end && !stop.getAsBoolean()) {
                boolean taken = step(loader);
                stop.ask();
                boolean last = done == end || stop.getAsBoolean();
                if (taken && (last || isLogged(done) || clock.silent())) {
                    tell(log);
                }
                saving.poll();
                if (recipe.saving().due(done, perEpoch)) {
                    check.run();
                }
                boolean improved = (taken || last) && score(scoring);
                if (!last && (improved || recipe.saving().due(done, perEpoch))) {
                    saving.save(state());
                }
            }
        } catch (CancellationException e) {
            // The step at hand is given up, before it changed the model.
        }
        loader.close(); // so that nothing stands in the way of the checkpoint
        saving.last(state());
        listener.read(loader.captionsRead(), loader.captionsCut());
        if (!loader.badSamples().isEmpty()) {
            listener.warned(loader.badSamples());
        }
    }

    /** Whether a step has a line in the log whatever time has passed. */
    private boolean isLogged(long step) {
        return step % recipe.logEvery() == 0 || step == 1 || step == end;
    }

    private boolean step(BatchLoader loader) throws InterruptedException {
        long step = done + 1;
        steps.run(part -> next(loader, part));
        loader.release();
        loader.complain(listener::warned);
        watch.batch(step, steps.groups()).ifPresent(listener::warned);
        read = isLogged(step) ? figures.read() : Map.of();
        boolean taken = guarding.step(step, schedule.valueAt(done), loader::keys);
        clock.stepped(recipe.pairsPerStep(), steps.lastFlops());
        done = step;
        return taken;
    }

    private Batch next(BatchLoader loader, int part) throws InterruptedException {
        clock.waiting();
        Batch batch = loader.part(part);
        clock.working();
        float[] upcoming = loader.peek();
        if (upcoming != null) {
            steps.expect(upcoming);
        }
        return batch;
    }

    private void tell(MetricsLog log) {
        StepLog line = clock.line(
                done,
                (double) done / perEpoch,
                optimizer.loss(),
                guarding.rate(schedule.valueAt(done - 1)),
                Math.exp(optimizer.bounded(0)),
                optimizer.gradientNorm(),
                read);
        log.write(line);
        listener.stepped(line);
        watch.line(line).ifPresent(listener::warned);
    }

    /** Whether the model scored better than ever. */
    private boolean score(Scoring scoring) throws InterruptedException {
        if (stop.getAsBoolean()) {
            return false;
        }
        clock.leaving();
        Optional<Scores> scores = scoring.after(done, done == total, stop);
        scores.ifPresent(listener::scored);
        clock.back();
        Optional<BestScore> better = recipe.validation()
                .flatMap(ValidationConfig::best)
                .flatMap(name -> scores.flatMap(all -> BestScore.better(name, all, best)));
        better.ifPresent(score -> best = score);
        return better.isPresent();
    }

    private TrainingState state() {
        GuardState guard = guarding.state();
        boolean due = done == end || recipe.saving().due(done, perEpoch);
        return new TrainingState(
                done,
                perEpoch,
                recipe.seed(),
                clock.seconds(),
                samples,
                optimizer.steps(),
                due && guard.before() == done,
                guard,
                Optional.ofNullable(best));
    }
}
