package dev.diptych.report.chart;

import dev.diptych.report.Markup;
import dev.diptych.report.chart.Series.Point;
import java.util.List;

/** Draws the lines of a chart between their axes. */
final class Plot {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 250;
    private static final int LEFT = 46;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 40;

    /** Points that a line is drawn with, at most. */
    private static final int POINTS = 600;

    /** Places at which values are said, at most. */
    private static final int PLACES = 60;

    private final LineChart chart;
    private final List<List<Point>> lines;
    private final Readings readings;
    private final double last;
    private final LinearAxis x;
    private final Axis y;

    Plot(LineChart chart) {
        this.chart = chart;
        this.lines = chart.series().stream()
                .map(series -> series.smoothed() ? Smoothing.smooth(series.points()) : series.points())
                .toList();
        this.readings = new Readings(chart, lines);
        double furthest =
                lines.stream().flatMap(List::stream).mapToDouble(Point::x).max().orElse(0);
        this.last = furthest > 0 ? furthest : 1;
        this.x = LinearAxis.covering(0, last, 6);
        double lowest = chart.values().min().orElse(chart.logarithmic() ? 1 : 0);
        double highest = chart.values().max().orElse(1);
        this.y = chart.logarithmic()
                ? LogarithmicAxis.covering(lowest, highest)
                : LinearAxis.covering(Math.min(0, lowest), highest, 5);
    }

    void draw(Markup page) {
        page.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", readings.summary());
        drawAxes(page);
        for (LineChart.Level level : chart.levels()) {
            double at = y(level.value());
            Svg.rule(page, "level", LEFT, at, WIDTH - RIGHT, at);
            Svg.text(page, "", level.name(), WIDTH - RIGHT - 4, at - 5, "end");
        }
        if (lines.stream().allMatch(List::isEmpty)) {
            Svg.text(page, "", "nothing was recorded", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT / 2.0, "middle");
        }
        for (int i = 0; i < lines.size(); i++) {
            Series series = chart.series().get(i);
            if (series.smoothed()) {
                line(page, series.points(), "raw series-" + i);
            }
            line(page, lines.get(i), "series-" + i);
        }
        drawPlaces(page);
        page.close("svg");
        if (lines.stream().allMatch(List::isEmpty)) {
            return;
        }
        page.open("details", "class", "values").element("summary", "Values");
        readings.table().draw(page);
        page.close("details");
    }

    private void drawAxes(Markup page) {
        for (double tick : y.ticks()) {
            double at = y(tick);
            Svg.rule(page, y.fraction(tick) == 0 ? "axis" : "grid", LEFT, at, WIDTH - RIGHT, at);
            Svg.text(page, "", y.label(tick), LEFT - 7, at + 4, "end");
        }
        for (double tick : x.ticks().stream().filter(tick -> tick <= last).toList()) {
            double at = x(tick);
            Svg.rule(page, "axis", at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 4);
            Svg.text(page, "", x.label(tick), at, HEIGHT - BOTTOM + 18, "middle");
        }
        Svg.text(page, "", chart.xName(), (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 5, "middle");
    }

    private void line(Markup page, List<Point> points, String kind) {
        if (points.isEmpty()) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (Point point : Smoothing.thin(points, POINTS)) {
            path.append(path.isEmpty() ? "M" : "L").append(Svg.point(x(point.x()), y(point.y())));
        }
        boolean dot = points.size() == 1; // which the ends of a line of no length make, as they are round
        page.empty("path", "class", "line " + kind + (dot ? " dot" : ""), "d", path + (dot ? "h0" : ""));
    }

    /** Columns that say what the lines have there when they are pointed at. */
    private void drawPlaces(Markup page) {
        double[] places = readings.places(PLACES);
        int count = places.length;
        for (int i = 0; i < count; i++) {
            double from = i == 0 ? LEFT : (x(places[i - 1]) + x(places[i])) / 2;
            double to = i == count - 1 ? WIDTH - RIGHT : (x(places[i]) + x(places[i + 1])) / 2;
            Svg.area(page, "place", from, TOP, to - from, HEIGHT - TOP - BOTTOM, readings.at(places[i]));
        }
    }

    private double x(double value) {
        return LEFT + value / last * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - y.fraction(value) * (HEIGHT - TOP - BOTTOM);
    }
}
