package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.SplitBook;
import dev.diptych.ingest.manifest.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report as text: HTML that is well-formed XML, the same for the same data. Styles, charts and pictures are inside it,
 * it runs no script, and its content security policy keeps the browser from asking for anything.
 */
public final class HtmlReport {
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /** Archives beyond these are summed up in one line. */
    private static final int MAX_ARCHIVES = 30;

    private HtmlReport() {}

    /** Renders the page. */
    public static String render(ReportData data) {
        Markup page = new Markup();
        begin(page, data.name() + " · Diptych ingest");
        header(page, data);
        page.open("main").line();
        reasons(page, data.books());
        charts(page, data.books());
        samples(page, "Samples", "Spread evenly over the shards, in their order.", data.samples());
        LeftOutSection.draw(page, data.books().total(), data.leftOut());
        pairs(page, data.pairs());
        splits(page, data);
        archives(page, data.books());
        page.close("main").close("body").close("html").line();
        return page.toString();
    }

    /** Renders a page of samples alone. */
    public static String contactSheet(String name, String lead, List<SampleCard> samples) {
        Markup page = new Markup();
        begin(page, name + " · Diptych shards");
        heading(page, name, lead);
        page.open("main").line();
        samples(page, "", "", samples);
        page.close("main").close("body").close("html").line();
        return page.toString();
    }

    private static void begin(Markup page, String title) {
        page.trusted("<!DOCTYPE html>").line();
        page.open("html", "lang", "en").open("head").line();
        page.empty("meta", "charset", "utf-8").line();
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .line();
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        page.element("title", title).line();
        page.open("style").trusted(resource("report.css")).close("style").line();
        page.close("head").open("body").line();
    }

    private static void heading(Markup page, String name, String lead) {
        page.open("header")
                .open("div", "class", "brand")
                .trusted(resource("mark.svg"))
                .text("Diptych")
                .close("div");
        page.element("h1", name);
        page.element("p", lead, "class", "lead").close("header").line();
    }

    private static void header(Markup page, ReportData data) {
        Books books = data.books();
        Tally total = books.total();
        heading(
                page,
                data.name(),
                Words.count(total.kept()) + " of " + Words.count(total.images()) + " images were kept. Each of the "
                        + Words.count(books.members())
                        + " files of the input stands in manifest.jsonl, with what became of it.");
        page.open("section").open("div", "class", "tiles");
        tile(page, "images kept", Words.count(total.kept()), Words.percent(total.kept(), total.images()) + " of all");
        tile(
                page,
                "left out",
                Words.count(total.droppedImages()),
                Words.count(total.dropped().size(), "reason"));
        tile(page, "captions", Words.count(books.captions()), perImage(books.captions(), total.kept()) + " an image");
        tile(page, "concepts", Words.count(books.concepts()), Words.count(books.shards(), "shard"));
        page.close("div").close("section").line();
    }

    private static String perImage(long captions, long images) {
        return images == 0 ? "–" : String.format(Locale.ROOT, "%.1f", (double) captions / images);
    }

    private static void tile(Markup page, String name, String value, String note) {
        page.open("div", "class", "tile").element("span", name, "class", "tile-name");
        page.element("span", value, "class", "tile-value").element("span", note, "class", "tile-note");
        page.close("div");
    }

    private static void reasons(Markup page, Books books) {
        if (books.total().dropped().isEmpty()) {
            return;
        }
        section(page, "What was left out, and why", "");
        table(page, "reason", "count", "of all images");
        long most = books.total().dropped().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        for (Map.Entry<DropReason, Long> each : books.total().dropped().entrySet()) {
            row(
                    page,
                    each.getKey().code(),
                    each.getValue(),
                    most,
                    Words.percent(each.getValue(), books.total().images()));
        }
        endTable(page);
    }

    private static void charts(Markup page, Books books) {
        if (books.total().kept() == 0) {
            return;
        }
        section(page, "What was kept", "");
        page.open("div", "class", "charts").line();
        Bars.draw(page, "Size", "shorter side of the file's image, pixels", books.shorterSide());
        Bars.draw(page, "Aspect ratio", "width over height", books.aspectRatio());
        Bars.draw(page, "Caption length", "characters of the first caption", books.captionLength());
        Bars.draw(page, "Captions an image", "how many there are", books.captionCount());
        page.close("div").line();
        table(page, "format of the file", "images", "of those kept");
        long most = books.formats().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        books.formats()
                .forEach((format, count) -> row(
                        page,
                        format,
                        count,
                        most,
                        Words.percent(count, books.total().kept())));
        endTable(page);
    }

    private static void samples(Markup page, String title, String note, List<SampleCard> samples) {
        if (samples.isEmpty()) {
            return;
        }
        if (!title.isEmpty()) {
            section(page, title, note);
        }
        page.open("div", "class", "sheet").line();
        for (SampleCard sample : samples) {
            page.open("figure", "class", "sample");
            page.empty("img", "src", sample.picture(), "alt", sample.caption(), "loading", "lazy");
            page.element("figcaption", sample.caption(), "title", sample.where(), "dir", "auto");
            page.close("figure").line();
        }
        page.close("div");
        if (!title.isEmpty()) {
            page.close("section");
        }
        page.line();
    }

    private static void pairs(Markup page, List<DuplicatePair> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        section(
                page,
                "Duplicates",
                "Left out on the left, what it is a duplicate of on the right. The first ones found.");
        page.open("div", "class", "pairs").line();
        for (DuplicatePair pair : pairs) {
            page.open("figure", "class", "pair").open("div", "class", "twins");
            page.empty("img", "src", pair.droppedPicture(), "alt", pair.dropped(), "class", "out");
            page.empty("img", "src", pair.twinPicture(), "alt", pair.twin());
            page.close("div").open("figcaption");
            page.element("b", pair.reason());
            page.text(" · " + (pair.distance() == 0 ? "no bit differs" : pair.distance() + " of 64 bits differ"));
            page.element("span", pair.dropped(), "class", "path").element("span", pair.twin(), "class", "path");
            page.close("figcaption").close("figure").line();
        }
        page.close("div").close("section").line();
    }

    private static void splits(Markup page, ReportData data) {
        if (data.splits().size() < 2) {
            return;
        }
        section(page, "Splits", "");
        table(page, "split", "images", "of those kept");
        long kept = data.books().total().kept();
        for (int i = 0; i < data.splits().size(); i++) {
            SplitBook split = data.books().splits().get(i);
            row(
                    page,
                    data.splits().get(i),
                    split.total().kept(),
                    kept,
                    Words.percent(split.total().kept(), kept));
        }
        endTable(page);
    }

    private static void archives(Markup page, Books books) {
        section(page, "Sources", "");
        table(page, "archive", "kept", "of its images");
        long most =
                books.archives().values().stream().mapToLong(Tally::kept).max().orElse(1);
        books.archives().entrySet().stream()
                .limit(MAX_ARCHIVES)
                .forEach(each -> row(
                        page,
                        each.getKey(),
                        each.getValue().kept(),
                        most,
                        Words.percent(each.getValue().kept(), each.getValue().images())));
        endTable(page);
        int more = books.archives().size() - MAX_ARCHIVES;
        if (more > 0) {
            page.element("p", "and " + more + " more", "class", "note");
        }
    }

    static void section(Markup page, String title, String note) {
        page.open("section").element("h2", title);
        if (!note.isEmpty()) {
            page.element("p", note, "class", "note");
        }
        page.line();
    }

    private static void table(Markup page, String... heads) {
        page.open("div", "class", "scroll").open("table").open("thead").open("tr");
        for (String head : heads) {
            page.element("th", head);
        }
        page.close("tr").close("thead").open("tbody").line();
    }

    private static void row(Markup page, String name, long count, long most, String share) {
        page.open("tr").element("th", name).open("td");
        String width = String.format(Locale.ROOT, "width:%.1f%%", most == 0 ? 0 : 100.0 * count / most);
        page.open("span", "class", "bar")
                .open("span", "style", width)
                .close("span")
                .close("span");
        page.element("b", Words.count(count)).close("td");
        page.element("td", share, "class", "share").close("tr").line();
    }

    private static void endTable(Markup page) {
        page.close("tbody").close("table").close("div").close("section").line();
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
