package dev.diptych.eval.report;

import dev.diptych.file.WholeFile;
import dev.diptych.report.Facts;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Tile;
import dev.diptych.report.chart.Chart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The report of a run as one HTML file that needs nothing else. */
public final class HtmlReport {
    /** Seconds; the page of a run that goes on is written no more often than every ten. */
    private static final int REFRESH = 30;

    private HtmlReport() {}

    /**
     * Writes the file whole or not at all.
     *
     * @throws IOException if the folder cannot be written to
     */
    public static void write(ReportData data, Path file) throws IOException {
        WholeFile.write(file, render(data).getBytes(StandardCharsets.UTF_8));
    }

    /** The page as text, the same for the same data. */
    public static String render(ReportData data) {
        Page page = Page.begin(
                data.run() + " · Diptych report",
                data.run(),
                data.summary(),
                data.imprint(),
                data.refresh() ? REFRESH : Page.STILL);
        scores(page, data);
        training(page, data.training());
        gallery(page, data);
        if (!data.facts().isEmpty()) {
            page.section("The run", "", out -> {
                new Facts(data.facts()).draw(out);
                if (!data.recipe().isEmpty()) {
                    out.open("details").element("summary", "The recipe, as resolved");
                    code(out, data.recipe());
                    out.close("details").line();
                }
            });
        }
        if (!data.nextSteps().isEmpty()) {
            page.section(
                    "What next",
                    "",
                    out -> data.nextSteps().forEach(step -> {
                        out.open("div", "class", "step").element("p", step.purpose());
                        code(out, step.command());
                        out.close("div").line();
                    }));
        }
        return page.end();
    }

    private static void scores(Page page, ReportData data) {
        if (data.scores().isEmpty() && data.scoreCharts().isEmpty()) {
            return;
        }
        boolean classified = data.scores().isEmpty()
                && data.scoreCharts().stream().noneMatch(chart -> chart.title().contains("R@"));
        page.section(
                classified ? "Zero-shot classification" : "Zero-shot retrieval",
                "How often the right one is first, or among the first " + (classified ? "five" : "ten")
                        + ", on held-out data."
                        + (data.intervals().isEmpty() ? "" : " In brackets, the 95 % interval of each score."),
                out -> {
                    data.scores().ifPresent(scores -> ScoreTable.draw(out, scores, data.intervals()));
                    if (!data.scoreCharts().isEmpty()) {
                        Chart.draw(out, data.scoreCharts());
                    }
                });
    }

    private static void training(Page page, ReportData.Training training) {
        if (training.charts().isEmpty()) {
            return;
        }
        page.section("Training", "", out -> {
            if (!training.tiles().isEmpty()) {
                Tile.draw(out, training.tiles());
            }
            Chart.draw(out, training.charts());
            if (!training.events().isEmpty()) {
                out.element("h3", "Out of the ordinary").open("ul", "class", "events");
                training.events().forEach(event -> out.element("li", event));
                out.close("ul").line();
            }
        });
    }

    private static void gallery(Page page, ReportData data) {
        imageCards(
                page,
                "From image to caption",
                "Held-out images, drawn at random, and the captions nearest to them; the right one is marked. A bar is as"
                        + " long as its caption is nearer than captions are on average.",
                data.cards().images());
        if (!data.cards().captions().isEmpty()) {
            page.section(
                    "From caption to image",
                    "Captions, drawn at random, and the held-out images nearest to them; the right one is marked.",
                    out -> {
                        out.open("div", "class", "caption-cards").line();
                        data.cards().captions().forEach(card -> Gallery.draw(out, card));
                        out.close("div").line();
                    });
        }
        imageCards(
                page,
                "Best cases",
                "Images whose own caption is ahead of all others by most.",
                data.cards().best());
        imageCards(
                page,
                "Worst cases",
                "Images whose own caption is furthest down.",
                data.cards().worst());
    }

    private static void imageCards(Page page, String title, String note, List<ImageCard> cards) {
        Gallery.section(page, title, note, cards, "its caption");
    }

    private static void code(Markup page, String text) {
        page.open("pre").element("code", text).close("pre");
    }
}
