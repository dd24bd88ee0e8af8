package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.manifest.Histogram;
import dev.diptych.report.chart.BarChart;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Histograms as charts; the label under a bar is its bin's least value. */
final class HistogramChart {
    private HistogramChart() {}

    /** Those of what was kept, but for any without a bin. */
    static List<BarChart> all(Books books) {
        return Stream.of(
                        of("Size", "shorter side of the file's image, pixels", books.shorterSide()),
                        of("Aspect ratio", "width over height", books.aspectRatio()),
                        of("Caption length", "characters of the first caption", books.captionLength()),
                        of("Captions an image", "how many there are", books.captionCount()))
                .filter(chart -> !chart.bars().isEmpty())
                .toList();
    }

    /** That of the scores, of what was kept and what was not. */
    static BarChart scores(Books books) {
        return of("Scores", "of all images that have one", books.score());
    }

    private static BarChart of(String title, String unit, Histogram histogram) {
        return new BarChart(
                title,
                unit,
                histogram.bins().stream()
                        .map(bin -> new BarChart.Bar(label(bin), range(bin), bin.count()))
                        .toList());
    }

    private static String label(Histogram.Bin bin) {
        if (Double.isInfinite(bin.from())) {
            return "<" + value(bin.to());
        }
        return value(bin.from()) + (Double.isInfinite(bin.to()) ? "+" : "");
    }

    private static String range(Histogram.Bin bin) {
        if (Double.isInfinite(bin.from())) {
            return "below " + value(bin.to());
        }
        return Double.isInfinite(bin.to())
                ? value(bin.from()) + " and more"
                : value(bin.from()) + " to " + value(bin.to());
    }

    private static String value(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.2f", value).replaceAll("0$", "");
    }
}
