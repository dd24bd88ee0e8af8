package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.data.Pair;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.eval.report.CaptionCard;
import dev.diptych.eval.report.Curve;
import dev.diptych.eval.report.HtmlReport;
import dev.diptych.eval.report.ImageCard;
import dev.diptych.eval.report.Picture;
import dev.diptych.eval.report.ReportData;
import dev.diptych.eval.retrieval.NearestNeighbours;
import dev.diptych.eval.retrieval.Neighbour;
import dev.diptych.image.ImageEncoder;
import dev.diptych.image.Resampling;
import dev.diptych.image.Resize;
import dev.diptych.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes {@code report.html} of a run's log and its evaluation. */
public final class RunReport {
    private static final int CARDS = 18; // whole rows of two or three
    private static final int NEAREST = 5;
    private static final int LARGEST_SIDE = 72; // pixels of a picture in the gallery

    private final RetrievalEvaluation evaluation;

    private RunReport(RetrievalEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    /**
     * Writes the report.
     *
     * @param run the run's folder, whose log is read
     * @param summary one sentence on the model and its data
     * @param recipe the resolved recipe as YAML
     * @param nextSteps commands that continue from here
     */
    public static void write(
            Path run,
            String summary,
            RetrievalEvaluation evaluation,
            long parameters,
            String recipe,
            List<ReportData.NextStep> nextSteps,
            Path file)
            throws IOException {
        List<StepLog> log = MetricsLog.read(run);
        RunReport report = new RunReport(evaluation);
        int[] chosen = report.choose();
        HtmlReport.write(
                new ReportData(
                        run.getFileName().toString(),
                        summary,
                        evaluation.ranks().metrics(),
                        curves(log),
                        report.imageCards(chosen),
                        report.captionCards(chosen),
                        facts(log, parameters),
                        recipe,
                        nextSteps),
                file);
    }

    private static List<Curve> curves(List<StepLog> log) {
        List<Curve.Point> loss = new ArrayList<>();
        List<Curve.Point> rate = new ArrayList<>();
        for (StepLog step : log) {
            loss.add(new Curve.Point(step.step(), step.loss()));
            rate.add(new Curve.Point(step.step(), step.lr()));
        }
        return List.of(new Curve("Loss", true, loss), new Curve("Learning rate", false, rate));
    }

    private static List<ReportData.Fact> facts(List<StepLog> log, long parameters) {
        StepLog last = log.get(log.size() - 1);
        double speed = log.stream()
                .mapToDouble(StepLog::pairsPerSecond)
                .sorted()
                .skip(log.size() / 2)
                .findFirst()
                .orElse(0);
        return List.of(
                fact("Parameters", "%.2f M", parameters / 1e6),
                fact("Steps", "%,d", last.step()),
                fact("Epochs", "%.1f", last.epoch()),
                fact("Training time", "%d min %02d s", (long) last.seconds() / 60, (long) last.seconds() % 60),
                fact("Median speed", "%,.0f pairs/s", speed),
                fact("Last loss", "%.3f", last.loss()),
                fact("Logit scale", "%.1f", last.logitScale()));
    }

    private static ReportData.Fact fact(String name, String format, Object... values) {
        return new ReportData.Fact(name, String.format(Locale.ROOT, format, values));
    }

    /** The same spread of pairs for every report over the same data. */
    private int[] choose() {
        int count = evaluation.pairs().pairs().size();
        return new SplittableRandom(17)
                .ints(0, count)
                .distinct()
                .limit(Math.min(CARDS, count))
                .toArray();
    }

    private List<ImageCard> imageCards(int[] chosen) {
        List<List<Neighbour>> nearest =
                NearestNeighbours.find(evaluation.images().rows(chosen), evaluation.texts(), NEAREST);
        List<ImageCard> cards = new ArrayList<>();
        for (int card = 0; card < chosen.length; card++) {
            int i = chosen[card];
            List<ImageCard.Match> matches = nearest.get(card).stream()
                    .map(found ->
                            new ImageCard.Match(pair(found.index()).caption(), found.similarity(), found.index() == i))
                    .toList();
            cards.add(new ImageCard(
                    picture(i), pair(i).caption(), evaluation.ranks().ofImages()[i], matches));
        }
        return cards;
    }

    private List<CaptionCard> captionCards(int[] chosen) {
        List<List<Neighbour>> nearest =
                NearestNeighbours.find(evaluation.texts().rows(chosen), evaluation.images(), NEAREST);
        List<CaptionCard> cards = new ArrayList<>();
        for (int card = 0; card < chosen.length; card++) {
            int i = chosen[card];
            List<CaptionCard.Match> matches = nearest.get(card).stream()
                    .map(found -> new CaptionCard.Match(picture(found.index()), found.similarity(), found.index() == i))
                    .toList();
            cards.add(new CaptionCard(pair(i).caption(), evaluation.ranks().ofTexts()[i], matches));
        }
        return cards;
    }

    private Picture picture(int index) {
        RgbImage image = pair(index).image();
        double scale = Math.min(1, (double) LARGEST_SIDE / Math.max(image.width(), image.height()));
        RgbImage small = Resize.resize(
                image,
                Math.max(1, (int) Math.round(image.width() * scale)),
                Math.max(1, (int) Math.round(image.height() * scale)),
                Resampling.BICUBIC);
        return Picture.of(
                "image/png", ImageEncoder.png(small), pair(index).captions().get(0));
    }

    private Pair pair(int index) {
        return evaluation.pairs().pairs().get(index);
    }
}
