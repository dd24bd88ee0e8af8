package dev.diptych.eval.run;

import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.run.TrainingRun;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.contrastive.validation.ScoresLog;
import dev.diptych.eval.report.RetrievalSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run's folder tells of it.
 *
 * @param name the folder's
 * @param steps of its log, as many as a page has use for
 * @param scores of its model, the first first
 * @param skipped steps
 * @param events that were out of the ordinary, in words, the latest last
 * @param sample of what its model finds
 */
public record RunHistory(
        String name,
        ResolvedRecipe recipe,
        List<StepLog> steps,
        List<Scores> scores,
        long skipped,
        List<String> events,
        Optional<RetrievalSample> sample) {
    public RunHistory {
        events = List.copyOf(events);
        steps = List.copyOf(steps);
        scores = List.copyOf(scores);
    }

    /**
     * Reads a run's folder.
     *
     * @param models the folder that named model configurations lie in
     * @throws dev.diptych.contrastive.checkpoint.CheckpointException if no run was started there
     */
    public static RunHistory read(Path run, Path models) throws IOException {
        ResolvedRecipe recipe = TrainingRun.recipe(run, models);
        StepLines lines = new StepLines();
        MetricsLog.read(run).forEach(lines::add);
        RunEvents events = RunEvents.read(run, Long.MAX_VALUE);
        return new RunHistory(
                name(run),
                recipe,
                lines.all(),
                ScoresLog.read(run),
                events.skipped(),
                events.lines(),
                RetrievalSample.read(run));
    }

    static String name(Path run) {
        Path name = run.toAbsolutePath().normalize().getFileName();
        return name == null ? run.toString() : name.toString();
    }

    /** Passes over the data so far. */
    double epochs() {
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).epoch();
    }

    /** Whether the recipe's last step is among those of the log. */
    boolean isDone() {
        return epochs() >= recipe.recipe().epochs();
    }
}
