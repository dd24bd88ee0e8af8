package dev.diptych.eval.run;

import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.eval.report.CaptionCard;
import dev.diptych.eval.report.HtmlReport;
import dev.diptych.eval.report.ImageCard;
import dev.diptych.eval.report.ReportData;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.NearestNeighbours;
import dev.diptych.eval.retrieval.Neighbour;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.report.Thumbnail;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.report.Facts;
import dev.diptych.report.Picture;
import dev.diptych.report.chart.LineChart;
import dev.diptych.report.chart.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes {@code report.html} of a run's log and its evaluation. */
public final class RunReport {
    private static final int CARDS = 18; // whole rows of two or three
    private static final int EXTREMES = 6;
    private static final int NEAREST = 5;
    private static final int LARGEST_SIDE = 72; // pixels of a picture in the gallery

    private final RetrievalEvaluation evaluation;
    private final ImageDecoder decoder = new ImageDecoder();

    private RunReport(RetrievalEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    /**
     * Writes the report.
     *
     * @param run the run's folder, whose log is read
     * @param summary one sentence on the model and its data
     * @param imprint when and where it was made
     * @param chanceLoss the loss of guessing, if the loss is one that has such
     * @param recipe the resolved recipe as YAML
     * @param nextSteps commands that continue from here
     */
    public static void write(
            Path run,
            String summary,
            String imprint,
            OptionalDouble chanceLoss,
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
                        imprint,
                        evaluation.ranks().metrics(),
                        charts(log, chanceLoss),
                        report.imageCards(chosen),
                        report.captionCards(chosen),
                        report.imageCards(report.best()),
                        report.imageCards(report.worst()),
                        facts(log, parameters),
                        recipe,
                        nextSteps),
                file);
    }

    private static List<LineChart> charts(List<StepLog> log, OptionalDouble chanceLoss) {
        List<Series.Point> loss = new ArrayList<>();
        List<Series.Point> rate = new ArrayList<>();
        for (StepLog step : log) {
            loss.add(new Series.Point(step.step(), step.loss()));
            rate.add(new Series.Point(step.step(), step.lr()));
        }
        LineChart.Level[] chance = chanceLoss.stream()
                .mapToObj(value -> new LineChart.Level("chance", value))
                .toArray(LineChart.Level[]::new);
        return List.of(
                LineChart.of(new Series("Loss", true, loss), chance),
                LineChart.of(new Series("Learning rate", false, rate)));
    }

    private static List<Facts.Fact> facts(List<StepLog> log, long parameters) {
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

    private static Facts.Fact fact(String name, String format, Object... values) {
        return new Facts.Fact(name, String.format(Locale.ROOT, format, values));
    }

    /** The same spread of pairs for every report over the same data. */
    private int[] choose() {
        int count = evaluation.captions().size();
        return new SplittableRandom(17)
                .ints(0, count)
                .distinct()
                .limit(Math.min(CARDS, count))
                .toArray();
    }

    /** The images whose own caption is first, by how far the second is behind. */
    private int[] best() {
        List<List<Neighbour>> nearest = NearestNeighbours.find(evaluation.images(), evaluation.texts(), 2);
        return images().filter(i ->
                        evaluation.ranks().ofImages()[i] == 1 && nearest.get(i).size() > 1)
                .sorted(Comparator.comparingDouble(i -> nearest.get(i).get(1).similarity()
                        - nearest.get(i).get(0).similarity()))
                .limit(EXTREMES)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The images whose own caption is furthest down. */
    private int[] worst() {
        int[] ranks = evaluation.ranks().ofImages();
        return images().filter(i -> ranks[i] > 1)
                .sorted(Comparator.comparingInt(i -> -ranks[i]))
                .limit(EXTREMES)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Stream<Integer> images() {
        return IntStream.range(0, evaluation.captions().size()).boxed();
    }

    private List<ImageCard> imageCards(int[] chosen) {
        List<List<Neighbour>> nearest =
                NearestNeighbours.find(evaluation.images().rows(chosen), evaluation.texts(), NEAREST);
        Embeddings average = evaluation.texts().mean();
        List<ImageCard> cards = new ArrayList<>();
        for (int card = 0; card < chosen.length; card++) {
            int i = chosen[card];
            List<ImageCard.Match> matches = nearest.get(card).stream()
                    .map(found -> new ImageCard.Match(
                            evaluation.captions().get(found.index()), found.similarity(), found.index() == i))
                    .toList();
            cards.add(new ImageCard(
                    picture(i),
                    evaluation.captions().get(i),
                    evaluation.ranks().ofImages()[i],
                    matches,
                    evaluation.images().dot(i, average)));
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
            cards.add(new CaptionCard(
                    evaluation.captions().get(i), evaluation.ranks().ofTexts()[i], matches));
        }
        return cards;
    }

    /** Reads and decodes a picture anew: those that are shown are few. */
    private Picture picture(int index) {
        int number = evaluation.numbers()[index];
        Sample sample = evaluation.samples().read(number);
        byte[] file = sample.image().orElseThrow();
        RgbImage image =
                decoder.decode(file, evaluation.samples().place(number)).image();
        RgbImage small = Thumbnail.fit(image, LARGEST_SIDE);
        List<String> captions = SampleReading.of(sample).metadata().captions();
        return Picture.of("image/png", ImageEncoder.png(small), captions.get(0));
    }
}
