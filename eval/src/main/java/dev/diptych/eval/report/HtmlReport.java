package dev.diptych.eval.report;

import dev.diptych.file.WholeFile;
import dev.diptych.ingest.report.Markup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The report of a run as one HTML file that needs nothing else: styles, charts and images are inside it, it runs no script,
 * and its content security policy keeps the browser from asking for anything.
 */
public final class HtmlReport {
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private HtmlReport() {}

    /**
     * Writes the file whole or not at all.
     *
     * @throws IOException if the folder cannot be written to
     */
    public static void write(ReportData data, Path file) throws IOException {
        WholeFile.write(file, render(data).getBytes(StandardCharsets.UTF_8));
    }

    /** The page as text: HTML that is well-formed XML, the same for the same data. */
    public static String render(ReportData data) {
        Markup page = new Markup();
        page.trusted("<!DOCTYPE html>").line();
        page.open("html", "lang", "en").open("head").line();
        page.empty("meta", "charset", "utf-8").line();
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .line();
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        page.element("title", data.run() + " · Diptych report").line();
        page.open("style").trusted(resource("report.css")).close("style").line();
        page.close("head").open("body").line();
        header(page, data);
        page.open("main").line();
        scores(page, data);
        curves(page, data);
        gallery(page, data);
        facts(page, data);
        next(page, data);
        page.close("main").close("body").close("html").line();
        return page.toString();
    }

    private static void header(Markup page, ReportData data) {
        page.open("header")
                .open("div", "class", "brand")
                .trusted(resource("mark.svg"))
                .text("Diptych")
                .close("div");
        page.element("h1", data.run());
        page.element("p", data.summary(), "class", "lead");
        page.element("p", data.imprint(), "class", "imprint").close("header").line();
    }

    private static void scores(Markup page, ReportData data) {
        section(
                page,
                "Zero-shot retrieval",
                "How often the right one is first, or among the first ten, on held-out data.");
        ScoreTable.drawHeadline(page, data.scores());
        ScoreTable.drawTable(page, data.scores());
        page.close("section").line();
    }

    private static void curves(Markup page, ReportData data) {
        if (data.curves().isEmpty()) {
            return;
        }
        section(page, "Training", "");
        page.open("div", "class", "charts").line();
        data.curves().forEach(curve -> LineChart.draw(page, curve));
        page.close("div").close("section").line();
    }

    private static void gallery(Markup page, ReportData data) {
        imageCards(
                page,
                "From image to caption",
                "Held-out images, drawn at random, and the captions nearest to them; the right one is marked. A bar is as"
                        + " long as its caption is nearer than captions are on average.",
                data.imageCards());
        if (!data.captionCards().isEmpty()) {
            section(
                    page,
                    "From caption to image",
                    "Captions, drawn at random, and the held-out images nearest to them; the right one is marked.");
            page.open("div", "class", "caption-cards").line();
            data.captionCards().forEach(card -> Gallery.draw(page, card));
            page.close("div").close("section").line();
        }
        imageCards(page, "Best cases", "Images whose own caption is ahead of all others by most.", data.best());
        imageCards(page, "Worst cases", "Images whose own caption is furthest down.", data.worst());
    }

    private static void imageCards(Markup page, String title, String note, List<ImageCard> cards) {
        if (!cards.isEmpty()) {
            section(page, title, note);
            page.open("div", "class", "image-cards").line();
            cards.forEach(card -> Gallery.draw(page, card));
            page.close("div").close("section").line();
        }
    }

    private static void facts(Markup page, ReportData data) {
        section(page, "The run", "");
        page.open("dl", "class", "facts");
        for (ReportData.Fact fact : data.facts()) {
            page.open("div")
                    .element("dt", fact.name())
                    .element("dd", fact.value())
                    .close("div");
        }
        page.close("dl").line();
        page.open("details").element("summary", "The recipe, as resolved");
        page.open("pre")
                .element("code", data.recipe())
                .close("pre")
                .close("details")
                .close("section")
                .line();
    }

    private static void next(Markup page, ReportData data) {
        if (data.nextSteps().isEmpty()) {
            return;
        }
        section(page, "What next", "");
        for (ReportData.NextStep step : data.nextSteps()) {
            page.open("div", "class", "step").element("p", step.purpose());
            page.open("pre")
                    .element("code", step.command())
                    .close("pre")
                    .close("div")
                    .line();
        }
        page.close("section").line();
    }

    private static void section(Markup page, String title, String lead) {
        page.open("section").element("h2", title);
        if (!lead.isEmpty()) {
            page.element("p", lead, "class", "note");
        }
        page.line();
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("report failed: " + name + ": absent, expected in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("report failed: " + name + ": " + e.getMessage(), e);
        }
    }
}
