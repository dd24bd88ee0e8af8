package dev.diptych.cli.model;

import dev.diptych.cli.report.Watching;
import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.plan.RunPlan;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.run.TrainingRun;
import dev.diptych.contrastive.train.RunFacts;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.GemmBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A training as the command shows it: progress, what is left out, how to go on. */
public final class TrainingWork {
    private static final String STOPPING =
            "stopping: finishing the step and leaving a checkpoint ...; a second Ctrl-C or SIGTERM"
                    + " quits at once, without it";

    private final Session session;
    private final Path folder;
    private final TrainingRun run;

    private TrainingWork(Session session, Path folder, TrainingRun run) {
        this.session = session;
        this.folder = folder;
        this.run = run;
    }

    /** As {@link TrainingRun#start}. */
    public static TrainingWork start(Session session, Path folder, Path recipe, List<String> overrides) {
        SampleNotes notes = SampleNotes.lenient(session);
        return new TrainingWork(session, folder, TrainingRun.start(folder, recipe, overrides, models(session), notes));
    }

    /** As {@link TrainingRun#resume}. */
    public static TrainingWork resume(Session session, Path folder, List<String> overrides) {
        SampleNotes notes = SampleNotes.lenient(session);
        return new TrainingWork(session, folder, TrainingRun.resume(folder, overrides, models(session), notes));
    }

    private static Path models(Session session) {
        return session.surroundings().bundled("configs/models");
    }

    /** Returns the recipe with every value as it took effect. */
    public ResolvedRecipe recipe() {
        return run.recipe();
    }

    /**
     * Trains to the end of the recipe, or until Ctrl-C; then says where it stands and how to go on.
     *
     * @param engines makes an engine like {@code engine}, to measure what it can reach
     * @param again the command that continues
     */
    public ClipModel run(Engine engine, Supplier<Engine> engines, String again)
            throws IOException, InterruptedException {
        return run(engine, engines, again, Ranks.one());
    }

    /** As above, as one of several ranks, of which the first shows what all do. */
    ClipModel run(Engine engine, Supplier<Engine> engines, String again, Ranks ranks)
            throws IOException, InterruptedException {
        Recipe values = recipe().recipe();
        requireMemory(values, engine, ranks);
        double matmulRate = new GemmBenchmark(engines, values.precision().compute()).largeRate();
        Interruption interruption = session.interruption();
        try (Waiting waiting = new Waiting(interruption)) {
            ClipModel model;
            TrainingProgress progress = new TrainingProgress(session);
            List<TrainingListener> listeners = new ArrayList<>(List.of(waiting, progress));
            try (progress;
                    Watching watching = ranks.first()
                            ? Watching.of(session, folder, recipe(), SampleNotes.strict(session))
                            : null) {
                if (watching != null) {
                    listeners.addAll(watching.listeners());
                }
                model = run.train(engine, matmulRate, listeners, interruption::requested, ranks);
            }
            if (ranks.any(interruption.requested())) {
                interruption.request(); // whichever was told, all have stopped
            }
            say(progress, again);
            ranks.close(); // before the guard is: a process that ends without it ends the others amid what they write
            return model;
        }
    }

    private void say(TrainingProgress progress, String again) {
        StepLog last = progress.last();
        if (session.interruption().requested()) {
            session.err()
                    .println((progress.saved() == 0
                                    ? "stopped before its first step was whole"
                                    : "stopped after step " + progress.saved() + " with a checkpoint")
                            + "; go on with: " + again);
        } else if (last == null) {
            session.note(folder + ": at its last step already, nothing is left to train");
        } else {
            session.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %d steps in %d s, last loss %.3f%n",
                            folder,
                            last.step(),
                            Math.round(last.seconds()),
                            last.loss());
        }
        session.err().flush();
    }

    /** Refuses what cannot fit before anything is allocated; a GPU's memory is its engine's to know. */
    private static void requireMemory(Recipe recipe, Engine engine, Ranks ranks) {
        int here = RankWork.together(ranks);
        boolean shared = recipe.batchSize() % ranks.size() == 0; // or the trainer refuses it
        if (engine.name().equals("cuda") || !shared) {
            return;
        }
        long bytes = RunPlan.bytes(recipe, ranks.size());
        RunPlan.tooLarge(bytes, here, MachineMemory.bytes()).ifPresent(said -> {
            throw new UsageException("train: " + said + " (diptych plan tells what takes how much)");
        });
    }

    /** From the start on an interruption leaves a checkpoint; before, it ends the command at once. */
    private static final class Waiting implements TrainingListener, AutoCloseable {
        private final Interruption interruption;
        private Interruption.@Nullable Guard guard;

        Waiting(Interruption interruption) {
            this.interruption = interruption;
        }

        @Override
        public void started(RunFacts facts) {
            guard = interruption.guard(STOPPING);
        }

        @Override
        public void close() {
            if (guard != null) {
                guard.close();
            }
        }
    }
}
