package dev.diptych.eval.report;

import dev.diptych.eval.retrieval.RankSummary;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.report.Markup;
import dev.diptych.report.Table;
import dev.diptych.report.Tile;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The retrieval scores: headline figures, and a table of both directions beside chance. */
final class ScoreTable {
    private ScoreTable() {}

    static void draw(Markup page, RetrievalMetrics scores) {
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
                                recall("R@1", scores, RankSummary::recallAt1),
                                recall("R@5", scores, RankSummary::recallAt5),
                                recall("R@10", scores, RankSummary::recallAt10),
                                rank("mean rank", scores, RankSummary::meanRank),
                                rank("median rank", scores, RankSummary::medianRank)))
                .draw(page);
    }

    private static Tile tile(String name, double score, double chance) {
        String times = chance > 0 ? figure("%.0f", score / chance) + " times chance" : "";
        return new Tile(name, figure("%.1f", 100 * score), "%", times);
    }

    private static Table.Row recall(String name, RetrievalMetrics scores, ToDoubleFunction<RankSummary> recall) {
        return Table.Row.of(
                name,
                bar(recall.applyAsDouble(scores.imageToText())),
                share(recall.applyAsDouble(scores.imageToTextChance())),
                bar(recall.applyAsDouble(scores.textToImage())),
                share(recall.applyAsDouble(scores.textToImageChance())));
    }

    private static Table.Row rank(String name, RetrievalMetrics scores, ToDoubleFunction<RankSummary> rank) {
        return Table.Row.of(
                name,
                new Table.Value(rankFigure(rank.applyAsDouble(scores.imageToText()))),
                new Table.Remark(rankFigure(rank.applyAsDouble(scores.imageToTextChance()))),
                new Table.Value(rankFigure(rank.applyAsDouble(scores.textToImage()))),
                new Table.Remark(rankFigure(rank.applyAsDouble(scores.textToImageChance()))));
    }

    private static Table.Bar bar(double score) {
        return new Table.Bar(figure("%.1f", 100 * score) + " %", score);
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
