package dev.diptych.eval.classify.page;

import dev.diptych.eval.classify.Calibration;
import dev.diptych.report.Page;
import dev.diptych.report.Words;
import dev.diptych.report.chart.BarChart;
import dev.diptych.report.chart.Chart;
import dev.diptych.report.chart.LineChart;
import dev.diptych.report.chart.Series;
import dev.diptych.report.chart.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How often predictions are right by how sure a model is of them, of one model or of several side by side, as a section of a page. */
public final class Calibrations {
    private static final int SIDE_BY_SIDE = LineChart.MOST - 1; // and the diagonal
    private static final Series DIAGONAL =
            new Series("as often right as sure", false, List.of(new Point(0, 0), new Point(1, 1)));

    private Calibrations() {}

    /**
     * Adds the section.
     *
     * @param note what the confidence is
     * @param calibrations at least one, each by the name of what it is of, in the order in which they are shown
     */
    public static void add(Page page, String title, String note, Map<String, Calibration> calibrations) {
        List<Chart> charts = new ArrayList<>();
        List<String> names = List.copyOf(calibrations.keySet());
        for (int from = 0; from < names.size(); from += SIDE_BY_SIDE) {
            charts.add(accuracy(names.subList(from, Math.min(names.size(), from + SIDE_BY_SIDE)), calibrations));
        }
        String counted = "Predictions by confidence";
        calibrations.forEach((name, calibration) ->
                charts.add(histogram(names.size() == 1 ? counted : counted + ": " + name, calibration)));
        page.section(title, note + " " + error(calibrations), out -> Chart.draw(out, charts));
    }

    private static String error(Map<String, Calibration> calibrations) {
        if (calibrations.size() == 1) {
            double error = calibrations.values().iterator().next().error();
            return "Below the diagonal the model is surer than it is right; the mean distance from it, over all images, is "
                    + Words.percent(error) + ".";
        }
        return calibrations.entrySet().stream()
                .map(each -> each.getKey() + " " + Words.percent(each.getValue().error()))
                .collect(Collectors.joining(
                        ", ",
                        "Below the diagonal a model is surer than it is right; the mean distance from it, over all images:"
                                + " ",
                        "."));
    }

    private static LineChart accuracy(List<String> names, Map<String, Calibration> calibrations) {
        List<Series> series = new ArrayList<>();
        calibrations.forEach((name, calibration) -> {
            if (names.contains(name)) {
                List<Point> points = calibration.bins().stream()
                        .map(bin -> new Point(bin.confidence(), bin.accuracy()))
                        .toList();
                series.add(new Series(name, false, points));
            }
        });
        series.add(DIAGONAL);
        return new LineChart("Accuracy by confidence", "confidence", false, series, List.of());
    }

    private static BarChart histogram(String title, Calibration calibration) {
        long[] counts = new long[Calibration.BINS];
        calibration.bins().forEach(bin -> counts[bin.number()] = bin.count());
        List<BarChart.Bar> bars = IntStream.range(0, counts.length)
                .mapToObj(bin -> {
                    String end = bound(bin + 1);
                    return new BarChart.Bar(end, "over " + bound(bin) + " up to " + end + " %", counts[bin]);
                })
                .toList();
        return new BarChart(title, "up to %", bars);
    }

    private static String bound(int bin) {
        return String.format(Locale.ROOT, "%.0f", 100.0 * bin / Calibration.BINS);
    }
}
