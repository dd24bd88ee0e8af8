package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.score.ScoreCut;
import dev.diptych.report.Page;
import dev.diptych.report.chart.Chart;
import java.util.List;
import java.util.stream.Stream;

/** What was kept by scores: their histogram, and the pairs around the threshold. */
final class ScoreSection {
    private ScoreSection() {}

    static void draw(Page page, Books books, ScoreCut cut) {
        page.section("Scores", cut + ".", out -> Chart.draw(out, List.of(HistogramChart.scores(books))));
        PairPictures pictures = PairPictures.read(
                Stream.concat(cut.above().stream(), cut.below().stream()).toList());
        pictures.grid(cut.above())
                .ifPresent(grid -> page.section("Just kept", "The lowest scores from the threshold on.", grid::draw));
        pictures.grid(cut.below())
                .ifPresent(
                        grid -> page.section("Just left out", "The highest scores below the threshold.", grid::draw));
    }
}
