package dev.diptych.eval.score;

import dev.diptych.eval.score.ScoreSummary.Pair;
import dev.diptych.file.WholeFile;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.report.Thumbnail;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.ShardReader;
import dev.diptych.report.Page;
import dev.diptych.report.Picture;
import dev.diptych.report.PictureGrid;
import dev.diptych.report.Table;
import dev.diptych.report.Tile;
import dev.diptych.report.Words;
import dev.diptych.report.chart.BarChart;
import dev.diptych.report.chart.Chart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A summary of scores as a page, with the pairs that are worth looking at. */
public final class ScorePage {
    private final ScoreSummary summary;
    private final Map<Pair, Picture> pictures;

    private ScorePage(ScoreSummary summary, Map<Pair, Picture> pictures) {
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
        String page = new ScorePage(summary, pictures(summary)).page(name, lead, imprint);
        WholeFile.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    private String page(String name, String lead, String imprint) {
        Page page = Page.begin(name + " · Diptych scores", name, lead, imprint);
        page.section(out -> Tile.draw(
                out,
                List.of(
                        new Tile("pairs", Words.count(summary.count()), "", "with a score"),
                        new Tile("mean", shown(summary.mean()), "", "of the scores"),
                        new Tile("threshold", shown(summary.threshold()), "", "pairs around it are below"),
                        new Tile(
                                "kept by it",
                                Words.count(summary.kept()),
                                "",
                                Words.percent(summary.kept(), summary.count()) + " of all"))));
        page.section(
                "Scores",
                "The cosine of an image's embedding and its caption's; of several captions the best one's.",
                out -> {
                    Chart.draw(out, List.of(histogram()));
                    quantiles().draw(out);
                });
        pairs(page, "Just kept", "The lowest scores from the threshold on.", summary.above());
        pairs(page, "Just left out", "The highest scores below the threshold.", summary.below());
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

    private void pairs(Page page, String title, String note, List<Pair> pairs) {
        List<PictureGrid.Item> items = pairs.stream()
                .filter(pictures::containsKey)
                .map(pair -> new PictureGrid.Item(
                        new Picture(
                                pictures.get(pair).dataUri(),
                                shown(pair.sample().score()) + " · "
                                        + pair.sample().caption()),
                        pair.shard().getFileName() + "!" + pair.sample().key()))
                .toList();
        if (!items.isEmpty()) {
            page.section(title, note, new PictureGrid(items)::draw);
        }
    }

    /** The pictures of all pairs that are shown, of which each shard is gone through once. */
    private static Map<Pair, Picture> pictures(ScoreSummary summary) {
        Map<Path, Map<String, Pair>> wanted = new TreeMap<>();
        Stream.of(summary.best(), summary.above(), summary.below(), summary.worst())
                .flatMap(List::stream)
                .forEach(pair -> wanted.computeIfAbsent(pair.shard(), shard -> new HashMap<>())
                        .put(pair.sample().key(), pair));
        Map<Pair, Picture> pictures = new HashMap<>();
        wanted.forEach((shard, pairs) -> read(shard, pairs, pictures));
        return pictures;
    }

    private static void read(Path shard, Map<String, Pair> pairs, Map<Pair, Picture> pictures) {
        Set<String> left = new HashSet<>(pairs.keySet());
        try (ShardReader reader = ShardReader.open(shard, Sample::isImage)) {
            for (Sample sample = reader.next(); sample != null && !left.isEmpty(); sample = reader.next()) {
                Pair pair = pairs.get(sample.key());
                Optional<byte[]> image = pair == null ? Optional.empty() : sample.image();
                if (pair != null && image.isPresent() && left.remove(sample.key())) {
                    pictures.put(
                            pair,
                            new Picture(
                                    Thumbnail.dataUri(image.get()),
                                    pair.sample().caption()));
                }
            }
        } catch (IngestException e) {
            return; // of a shard that is damaged further on, what was read before is shown
        }
    }

    private static String shown(double score) {
        return String.format(Locale.ROOT, "%.4f", score);
    }
}
