package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.Tally;
import dev.diptych.ingest.score.ScoreCut;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Picture;
import dev.diptych.report.PictureGrid;
import dev.diptych.report.Table;
import dev.diptych.report.Tile;
import dev.diptych.report.Words;
import dev.diptych.report.chart.Chart;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The report as text, the same for the same data. */
public final class HtmlReport {
    /** Archives beyond these are summed up in one line. */
    private static final int MAX_ARCHIVES = 30;

    private HtmlReport() {}

    /** Renders the page. */
    public static String render(ReportData data) {
        Books books = data.books();
        Tally total = books.total();
        Page page = Page.begin(
                data.name() + " · Diptych ingest",
                data.name(),
                Words.count(total.kept()) + " of " + Words.count(total.images()) + " images were kept. Each of the "
                        + Words.count(books.members())
                        + " files of the input stands in manifest.jsonl, with what became of it.",
                "");
        page.section(out -> Tile.draw(out, tiles(books)));
        reasons(page, total);
        kept(page, books);
        if (!data.samples().isEmpty()) {
            page.section("Samples", "Spread evenly over the shards, in their order.", grid(data.samples())::draw);
        }
        LeftOutSection.draw(page, total, data.leftOut());
        pairs(page, data.pairs());
        ScoreCut cut = data.cut();
        if (cut != null) {
            ScoreSection.draw(page, books, cut);
        }
        splits(page, data);
        page.section("Sources", "", out -> archives(out, books));
        return page.end();
    }

    /** Renders a page of samples alone. */
    public static String contactSheet(String name, String lead, List<SampleCard> samples) {
        return Page.begin(name + " · Diptych shards", name, lead, "")
                .section(grid(samples)::draw)
                .end();
    }

    private static List<Tile> tiles(Books books) {
        Tally total = books.total();
        return List.of(
                new Tile(
                        "images kept",
                        Words.count(total.kept()),
                        "",
                        Words.percent(total.kept(), total.images()) + " of all"),
                new Tile(
                        "left out",
                        Words.count(total.droppedImages()),
                        "",
                        Words.count(total.dropped().size(), "reason")),
                new Tile(
                        "captions",
                        Words.count(books.captions()),
                        "",
                        perImage(books.captions(), total.kept()) + " an image"),
                new Tile("concepts", Words.count(books.concepts()), "", Words.count(books.shards(), "shard")));
    }

    private static String perImage(long captions, long images) {
        return images == 0 ? "–" : String.format(Locale.ROOT, "%.1f", (double) captions / images);
    }

    private static void reasons(Page page, Tally total) {
        Map<DropReason, Long> dropped = total.dropped();
        if (!dropped.isEmpty()) {
            long most = most(dropped.values().stream());
            List<Table.Row> rows = dropped.entrySet().stream()
                    .map(each -> row(each.getKey().code(), each.getValue(), most, total.images()))
                    .toList();
            page.section(
                    "What was left out, and why",
                    "",
                    new Table(List.of("reason", "count", "of all images"), rows)::draw);
        }
    }

    private static void kept(Page page, Books books) {
        long kept = books.total().kept();
        if (kept == 0) {
            return;
        }
        List<? extends Chart> charts = HistogramChart.all(books);
        long most = most(books.formats().values().stream());
        List<Table.Row> formats = books.formats().entrySet().stream()
                .map(each -> row(each.getKey(), each.getValue(), most, kept))
                .toList();
        String compared = books.compared() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "Large JPEGs were made smaller as they were decoded. %s decoded both ways: PSNR %.1f dB on average.",
                        Words.count(books.compared(), "image"),
                        books.decodePsnr());
        page.section("What was kept", compared, out -> {
            Chart.draw(out, charts);
            new Table(List.of("format of the file", "images", "of those kept"), formats).draw(out);
        });
    }

    private static PictureGrid grid(List<SampleCard> samples) {
        return new PictureGrid(samples.stream()
                .map(sample -> new PictureGrid.Item(new Picture(sample.picture(), sample.caption()), sample.where()))
                .toList());
    }

    private static void pairs(Page page, List<DuplicatePair> pairs) {
        if (!pairs.isEmpty()) {
            page.section(
                    "Duplicates",
                    "Left out on the left, what it is a duplicate of on the right. The first ones found.",
                    out -> {
                        out.open("div", "class", "pairs").line();
                        pairs.forEach(pair -> draw(out, pair));
                        out.close("div").line();
                    });
        }
    }

    private static void draw(Markup page, DuplicatePair pair) {
        page.open("figure", "class", "pair").open("div", "class", "twins");
        page.empty("img", "src", pair.droppedPicture(), "alt", pair.dropped(), "class", "out");
        page.empty("img", "src", pair.twinPicture(), "alt", pair.twin());
        page.close("div").open("figcaption");
        page.element("b", pair.reason());
        page.text(" · " + (pair.distance() == 0 ? "no bit differs" : pair.distance() + " of 64 bits differ"));
        page.element("span", pair.dropped(), "class", "path").element("span", pair.twin(), "class", "path");
        page.close("figcaption").close("figure").line();
    }

    private static void splits(Page page, ReportData data) {
        if (data.splits().size() < 2) {
            return;
        }
        long kept = data.books().total().kept();
        List<Table.Row> rows = IntStream.range(0, data.splits().size())
                .mapToObj(i -> row(
                        data.splits().get(i),
                        data.books().splits().get(i).total().kept(),
                        kept,
                        kept))
                .toList();
        page.section("Splits", "", new Table(List.of("split", "images", "of those kept"), rows)::draw);
    }

    private static void archives(Markup page, Books books) {
        long most = most(books.archives().values().stream().map(Tally::kept));
        List<Table.Row> rows = books.archives().entrySet().stream()
                .limit(MAX_ARCHIVES)
                .map(each -> row(
                        each.getKey(),
                        each.getValue().kept(),
                        most,
                        each.getValue().images()))
                .toList();
        new Table(List.of("archive", "kept", "of its images"), rows).draw(page);
        int more = books.archives().size() - MAX_ARCHIVES;
        if (more > 0) {
            page.element("p", "and " + more + " more", "class", "note");
        }
    }

    private static long most(Stream<Long> counts) {
        return counts.mapToLong(Long::longValue).max().orElse(1);
    }

    private static Table.Row row(String name, long count, long most, long whole) {
        return Table.Row.of(name, Table.bar(count, most), new Table.Remark(Words.percent(count, whole)));
    }
}
