package dev.diptych.eval.score;

import dev.diptych.file.WholeFile;
import dev.diptych.ingest.report.PairPictures;
import dev.diptych.ingest.score.ScoredPair;
import dev.diptych.report.Page;
import dev.diptych.report.Table;
import dev.diptych.report.Tile;
import dev.diptych.report.Words;
import dev.diptych.report.chart.BarChart;
import dev.diptych.report.chart.Chart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A summary of scores as a page, with the pairs that are worth looking at. */
public final class ScorePage {
    private final ScoreSummary summary;
    private final PairPictures pictures;

    private ScorePage(ScoreSummary summary, PairPictures pictures) {
        this.summary = summary;
        this.pictures = pictures;
    }

    /**
     * Writes it; the shards with the pairs that are shown are read again.
     *
     * @param name of what was scored
     * @param lead what it was scored with
     * @param imprint when and where it was made
     */
    public static void write(ScoreSummary summary, String name, String lead, String imprint, Path file)
            throws IOException {
        List<ScoredPair> shown = Stream.of(
                        summary.best(), summary.cut().above(), summary.cut().below(), summary.worst())
                .flatMap(List::stream)
                .toList();
        String page = new ScorePage(summary, PairPictures.read(shown)).page(name, lead, imprint);
        WholeFile.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    private String page(String name, String lead, String imprint) {
        Page page = Page.begin(name + " · Diptych scores", name, lead, imprint);
        page.section(out -> Tile.draw(
                out,
                List.of(
                        new Tile("pairs", Words.count(summary.cut().count()), "", "with a score"),
                        new Tile("mean", shown(summary.mean()), "", "of the scores"),
                        new Tile("threshold", shown(summary.cut().threshold()), "", "pairs around it are below"),
                        new Tile(
                                "kept by it",
                                Words.count(summary.cut().kept()),
                                "",
                                Words.percent(
                                                summary.cut().kept(),
                                                summary.cut().count()) + " of all"))));
        page.section(
                "Scores",
                "The cosine of an image's embedding and its caption's; of several captions the best one's.",
                out -> {
                    Chart.draw(out, List.of(histogram()));
                    quantiles().draw(out);
                });
        pairs(
                page,
                "Just kept",
                "The lowest scores from the threshold on.",
                summary.cut().above());
        pairs(
                page,
                "Just left out",
                "The highest scores below the threshold.",
                summary.cut().below());
        pairs(page, "Best", "The highest scores.", summary.best());
        pairs(page, "Worst", "The lowest scores.", summary.worst());
        return page.end();
    }

    private BarChart histogram() {
        return new BarChart(
                "Histogram",
                "score",
                summary.bins().stream()
                        .map(bin -> new BarChart.Bar(
                                bin.from().toPlainString().replaceFirst("^(-?)0\\.", "$1."),
                                bin.from().toPlainString() + " to " + bin.to().toPlainString(),
                                bin.count()))
                        .toList());
    }

    private Table quantiles() {
        return new Table(
                List.of("quantile", "score"),
                summary.quantiles().stream()
                        .map(quantile -> Table.Row.of(
                                ScoreText.name(quantile.fraction()), new Table.Value(shown(quantile.score()))))
                        .toList());
    }

    private void pairs(Page page, String title, String note, List<ScoredPair> pairs) {
        pictures.grid(pairs).ifPresent(grid -> page.section(title, note, grid::draw));
    }

    private static String shown(double score) {
        return String.format(Locale.ROOT, "%.4f", score);
    }
}
