package dev.diptych.eval.run;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.eval.report.HtmlReport;
import dev.diptych.eval.report.ReportData;
import dev.diptych.eval.report.ReportData.NextStep;
import dev.diptych.eval.report.RetrievalCards;
import dev.diptych.eval.report.RetrievalSample;
import dev.diptych.report.Facts;
import dev.diptych.report.Tile;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of one run, whether it is done or goes on. */
public final class RunReport {
    public static final String FILE = "report.html";

    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private RunReport() {}

    /**
     * Writes the page.
     *
     * @param summary one sentence on the run; empty for how far it is
     * @param imprint when and where it was made
     * @param nextSteps commands that continue from here
     */
    public static void write(RunHistory run, String summary, String imprint, List<NextStep> nextSteps, Path file)
            throws IOException {
        HtmlReport.write(data(run, summary, imprint, false, nextSteps), file);
    }

    /** @param goesOn whether steps are being added */
    static ReportData data(RunHistory run, String summary, String imprint, boolean goesOn, List<NextStep> nextSteps) {
        RunCharts charts = new RunCharts(List.of(run));
        return new ReportData(
                run.name(),
                summary.isEmpty() ? state(run, goesOn) : summary,
                imprint,
                goesOn,
                run.sample().map(RetrievalSample::scores),
                run.sample().map(RetrievalSample::intervals).orElse(Map.of()),
                charts.scores(),
                run.sample().map(RetrievalSample::cards).orElse(RetrievalCards.NONE),
                new ReportData.Training(tiles(run), charts.training(), run.events()),
                facts(run),
                run.recipe().yaml(),
                nextSteps);
    }

    private static String state(RunHistory run, boolean goesOn) {
        int epochs = run.recipe().recipe().epochs();
        if (run.steps().isEmpty()) {
            return "No step is logged yet.";
        }
        if (run.isDone()) {
            return "Trained to its last step, " + Words.count(epochs, "epoch") + ".";
        }
        StepLog last = last(run);
        double left = last.seconds() * (epochs - last.epoch()) / last.epoch();
        return String.format(
                Locale.ROOT,
                "%s step %,d, epoch %.1f of %d; the rest takes about %s.",
                goesOn ? "Training: at" : "Not at its end: at",
                last.step(),
                last.epoch(),
                epochs,
                duration(left));
    }

    private static List<Tile> tiles(RunHistory run) {
        if (run.steps().isEmpty()) {
            return List.of();
        }
        StepLog last = last(run);
        double epochs = run.recipe().recipe().epochs();
        return List.of(
                new Tile(
                        "trained",
                        figure("%.0f", Math.floor(100 * Math.min(1, last.epoch() / epochs))),
                        "%",
                        "step " + Words.count(last.step())),
                new Tile(
                        "loss",
                        Words.figure(last.loss()),
                        "",
                        run.recipe().recipe().chanceLoss().stream()
                                .mapToObj(value -> "chance " + Words.figure(value))
                                .findFirst()
                                .orElse("")),
                new Tile("speed", figure("%,.0f", last.pairsPerSecond()), "pairs/s", duration(last.seconds())),
                new Tile(
                        "MFU",
                        figure("%.0f", 100 * last.mfu()),
                        "%",
                        figure("%.0f %% waiting for data", 100 * last.dataWait())));
    }

    private static List<Facts.Fact> facts(RunHistory run) {
        if (run.steps().isEmpty()) {
            return List.of();
        }
        StepLog last = last(run);
        Recipe recipe = run.recipe().recipe();
        double speed = run.steps().stream()
                .mapToDouble(StepLog::pairsPerSecond)
                .sorted()
                .skip(run.steps().size() / 2)
                .findFirst()
                .orElse(0);
        long parameters = ClipModel.declare(recipe.model(), recipe.loss()).count();
        return List.of(
                new Facts.Fact("Parameters", figure("%.2f M", parameters / 1e6)),
                new Facts.Fact("Pairs in a step", Words.count(recipe.pairsPerStep())),
                new Facts.Fact("Steps", Words.count(last.step())),
                new Facts.Fact("Steps skipped", Words.count(run.skipped())),
                new Facts.Fact("Epochs", figure("%.1f", last.epoch())),
                new Facts.Fact("Training time", duration(last.seconds())),
                new Facts.Fact("Median speed", figure("%,.0f pairs/s", speed)),
                new Facts.Fact("Last loss", figure("%.3f", last.loss())),
                new Facts.Fact("Logit scale", figure("%.1f", last.logitScale())));
    }

    static StepLog last(RunHistory run) {
        return run.steps().get(run.steps().size() - 1);
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < HOUR
                ? String.format(Locale.ROOT, "%d min %02d s", whole / MINUTE, whole % MINUTE)
                : String.format(Locale.ROOT, "%d h %02d min", whole / HOUR, whole % HOUR / MINUTE);
    }

    private static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
