package dev.diptych.eval.report;

import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.RankSummary;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.report.Markup;
import dev.diptych.report.Table;
import dev.diptych.report.Tile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The retrieval scores: headline figures, and a table of both directions beside chance. */
final class ScoreTable {
    private final RetrievalMetrics scores;
    private final Map<String, Interval> intervals;

    private ScoreTable(RetrievalMetrics scores, Map<String, Interval> intervals) {
        this.scores = scores;
        this.intervals = intervals;
    }

    static void draw(Markup page, RetrievalMetrics scores, Map<String, Interval> intervals) {
        new ScoreTable(scores, intervals).draw(page);
    }

    private void draw(Markup page) {
        RankSummary image = scores.imageToText();
        RankSummary imageChance = scores.imageToTextChance();
        RankSummary text = scores.textToImage();
        RankSummary textChance = scores.textToImageChance();
        Tile.draw(
                page,
                List.of(
                        tile("image to text, R@1", image.recallAt1(), imageChance.recallAt1()),
                        tile("image to text, R@10", image.recallAt10(), imageChance.recallAt10()),
                        tile("text to image, R@1", text.recallAt1(), textChance.recallAt1()),
                        tile("text to image, R@10", text.recallAt10(), textChance.recallAt10())));
        new Table(
                        List.of("", "image to text", "chance", "text to image", "chance"),
                        List.of(
                                recall("R@1", "R@1", RankSummary::recallAt1),
                                recall("R@5", "R@5", RankSummary::recallAt5),
                                recall("R@10", "R@10", RankSummary::recallAt10),
                                rank("mean rank", "mean_rank", RankSummary::meanRank),
                                rank("median rank", "median_rank", RankSummary::medianRank)))
                .draw(page);
    }

    private static Tile tile(String name, double score, double chance) {
        String times = chance > 0 ? figure("%.0f", score / chance) + " times chance" : "";
        return new Tile(name, figure("%.1f", 100 * score), "%", times);
    }

    private Table.Row recall(String title, String name, ToDoubleFunction<RankSummary> recall) {
        return Table.Row.of(
                title,
                bar("image_to_text_" + name, recall.applyAsDouble(scores.imageToText())),
                share(recall.applyAsDouble(scores.imageToTextChance())),
                bar("text_to_image_" + name, recall.applyAsDouble(scores.textToImage())),
                share(recall.applyAsDouble(scores.textToImageChance())));
    }

    private Table.Row rank(String title, String name, ToDoubleFunction<RankSummary> rank) {
        return Table.Row.of(
                title,
                value("image_to_text_" + name, rank.applyAsDouble(scores.imageToText())),
                new Table.Remark(rankFigure(rank.applyAsDouble(scores.imageToTextChance()))),
                value("text_to_image_" + name, rank.applyAsDouble(scores.textToImage())),
                new Table.Remark(rankFigure(rank.applyAsDouble(scores.textToImageChance()))));
    }

    private Table.Bar bar(String name, double score) {
        Interval interval = intervals.get(name);
        String ends = interval == null
                ? ""
                : figure(" (%.1f", 100 * interval.low()) + figure(" to %.1f)", 100 * interval.high());
        return new Table.Bar(figure("%.1f", 100 * score) + " %" + ends, score);
    }

    private Table.Value value(String name, double rank) {
        Interval interval = intervals.get(name);
        String ends =
                interval == null ? "" : " (" + rankFigure(interval.low()) + " to " + rankFigure(interval.high()) + ")";
        return new Table.Value(rankFigure(rank) + ends);
    }

    private static Table.Remark share(double chance) {
        return new Table.Remark(figure("%.2f", 100 * chance) + " %");
    }

    private static String rankFigure(double rank) {
        return figure(rank == Math.rint(rank) ? "%,.0f" : "%,.1f", rank);
    }

    private static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
