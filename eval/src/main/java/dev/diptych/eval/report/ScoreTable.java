package dev.diptych.eval.report;

import dev.diptych.eval.retrieval.RankSummary;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.ingest.report.Markup;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The retrieval scores: headline figures, and a table of both directions beside chance. */
final class ScoreTable {
    private ScoreTable() {}

    static void drawHeadline(Markup page, RetrievalMetrics scores) {
        page.open("div", "class", "tiles");
        tile(
                page,
                "image to text",
                "R@1",
                scores.imageToText().recallAt1(),
                scores.imageToTextChance().recallAt1());
        tile(
                page,
                "image to text",
                "R@10",
                scores.imageToText().recallAt10(),
                scores.imageToTextChance().recallAt10());
        tile(
                page,
                "text to image",
                "R@1",
                scores.textToImage().recallAt1(),
                scores.textToImageChance().recallAt1());
        tile(
                page,
                "text to image",
                "R@10",
                scores.textToImage().recallAt10(),
                scores.textToImageChance().recallAt10());
        page.close("div").line();
    }

    static void drawTable(Markup page, RetrievalMetrics scores) {
        page.open("div", "class", "scroll")
                .open("table", "class", "scores")
                .open("thead")
                .open("tr");
        page.element("th", "", "scope", "col");
        for (String direction : new String[] {"image to text", "text to image"}) {
            page.element("th", direction, "scope", "col", "class", "bar-column");
            page.element("th", "chance", "scope", "col", "class", "chance");
        }
        page.close("tr").close("thead").open("tbody").line();
        recall(page, "R@1", scores, RankSummary::recallAt1);
        recall(page, "R@5", scores, RankSummary::recallAt5);
        recall(page, "R@10", scores, RankSummary::recallAt10);
        rank(page, "mean rank", scores, RankSummary::meanRank);
        rank(page, "median rank", scores, RankSummary::medianRank);
        page.close("tbody").close("table").close("div").line();
    }

    private static void tile(Markup page, String direction, String name, double score, double chance) {
        page.open("div", "class", "tile");
        page.element("span", direction + ", " + name, "class", "tile-name");
        page.open("span", "class", "tile-value").text(figure("%.1f", 100 * score));
        page.element("small", "%").close("span");
        String times = chance > 0 ? figure("%.0f", score / chance) + " times chance" : "";
        page.element("span", times, "class", "tile-note").close("div");
    }

    private static void recall(
            Markup page, String name, RetrievalMetrics scores, ToDoubleFunction<RankSummary> recall) {
        page.open("tr").element("th", name, "scope", "row");
        recallCells(page, recall.applyAsDouble(scores.imageToText()), recall.applyAsDouble(scores.imageToTextChance()));
        recallCells(page, recall.applyAsDouble(scores.textToImage()), recall.applyAsDouble(scores.textToImageChance()));
        page.close("tr").line();
    }

    private static void recallCells(Markup page, double score, double chance) {
        page.open("td").open("div", "class", "bar");
        page.element("span", "", "style", "width:" + figure("%.2f", 100 * score) + "%")
                .close("div");
        page.element("b", figure("%.1f", 100 * score) + " %").close("td");
        page.element("td", figure("%.2f", 100 * chance) + " %", "class", "chance");
    }

    private static void rank(Markup page, String name, RetrievalMetrics scores, ToDoubleFunction<RankSummary> rank) {
        page.open("tr").element("th", name, "scope", "row");
        rankCells(page, rank.applyAsDouble(scores.imageToText()), rank.applyAsDouble(scores.imageToTextChance()));
        rankCells(page, rank.applyAsDouble(scores.textToImage()), rank.applyAsDouble(scores.textToImageChance()));
        page.close("tr").line();
    }

    private static void rankCells(Markup page, double score, double chance) {
        page.open("td").element("b", rankFigure(score)).close("td");
        page.element("td", rankFigure(chance), "class", "chance");
    }

    private static String rankFigure(double rank) {
        return figure(rank == Math.rint(rank) ? "%,.0f" : "%,.1f", rank);
    }

    private static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
