package dev.diptych.eval.classify.page;

import dev.diptych.eval.classify.Calibration;
import dev.diptych.eval.classify.ZeroShotClassification;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.report.Gallery;
import dev.diptych.file.WholeFile;
import dev.diptych.report.Facts;
import dev.diptych.report.Page;
import dev.diptych.report.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of one zero-shot classification: scores beside chance, what is confused, how sure the model is, best and worst. */
public final class ClassificationPage {
    private ClassificationPage() {}

    /**
     * Writes the page.
     *
     * @param intervals of the scores, by their names
     * @param model its name
     * @param dataset what it was scored on
     * @param imprint when and where the page was made
     * @param facts about the evaluation
     * @throws IOException if the file cannot be written
     */
    public static void write(
            ZeroShotClassification evaluation,
            Map<String, Interval> intervals,
            String model,
            String dataset,
            String imprint,
            List<Facts.Fact> facts,
            Path file)
            throws IOException {
        ClassTables tables = new ClassTables(
                evaluation.predictions(), evaluation.classifier().names().names());
        ClassCards cards = new ClassCards(evaluation);
        Page page = Page.begin(model + " · Diptych report", model, "Scored on " + dataset + ".", imprint);
        page.section(
                "Zero-shot classification",
                "Each image gets the class whose name, put into the templates, it is most like. The interval holds"
                        + " 95 % of the scores of sets of images that are drawn from these with replacement.",
                out -> {
                    Tile.draw(out, tiles(evaluation));
                    ClassTables.scores(
                            out,
                            evaluation.predictions().byName(),
                            intervals,
                            evaluation.predictions().chance());
                });
        tables.classes(page);
        tables.confusion(page);
        evaluation.calibration().ifPresent(calibration -> add(page, calibration, evaluation));
        Gallery.section(
                page,
                "Best cases",
                "Images whose own class is ahead of all others by most.",
                cards.of(evaluation.best()),
                "its class");
        Gallery.section(
                page,
                "Worst cases",
                "Images whose own class is furthest down.",
                cards.of(evaluation.worst()),
                "its class");
        page.section("The evaluation", "", out -> new Facts(facts).draw(out));
        WholeFile.write(file, page.end().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Tile> tiles(ZeroShotClassification evaluation) {
        Map<String, Double> chance = evaluation.predictions().chance();
        List<Tile> tiles = new ArrayList<>();
        evaluation.predictions().byName().forEach((name, score) -> {
            double guessed = chance.getOrDefault(name, 0.0);
            String times = guessed > 0 ? figure("%.1f times chance", score / guessed) : "";
            tiles.add(new Tile(name.replace('_', ' '), figure("%.1f", 100 * score), "%", times));
        });
        evaluation
                .calibration()
                .ifPresent(calibration -> tiles.add(
                        new Tile("calibration error", figure("%.1f", 100 * calibration.error()), "%", "0 is best")));
        return tiles;
    }

    private static void add(Page page, Calibration calibration, ZeroShotClassification evaluation) {
        String note = figure(
                "The confidence is the probability of the predicted class: a softmax over the classes of the"
                        + " similarities times the model's logit scale, %.1f.",
                evaluation.classifier().scale());
        Calibrations.add(page, "Calibration", note, Map.of("predictions", calibration));
    }

    private static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
