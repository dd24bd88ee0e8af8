package dev.diptych.eval.report;

import dev.diptych.ingest.report.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a curve as SVG within the page; colours come from the page's style sheet, so they follow its scheme. */
final class LineChart {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 250;
    private static final int LEFT = 46;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 40;

    /** More points than this are drawn as the lowest and highest of each of half as many stretches. */
    private static final int DRAWN_POINTS = 600;

    private final Curve curve;
    private final Axis x;
    private final long lastStep;
    private final Axis y;

    private LineChart(Curve curve) {
        this.curve = curve;
        List<Curve.Point> points = curve.points();
        double lowest = points.stream().mapToDouble(Curve.Point::value).min().orElse(0);
        double highest = points.stream().mapToDouble(Curve.Point::value).max().orElse(1);
        if (curve.level() != null) {
            lowest = Math.min(lowest, curve.level().value());
            highest = Math.max(highest, curve.level().value());
        }
        this.lastStep =
                points.isEmpty() ? 1 : Math.max(1, points.get(points.size() - 1).step());
        this.x = Axis.covering(0, (double) lastStep, 6);
        this.y = Axis.covering(Math.min(0, lowest), highest, 5);
    }

    static void draw(Markup page, Curve curve) {
        page.open("figure", "class", "chart");
        new LineChart(curve).draw(page);
        page.close("figure").line();
    }

    private void draw(Markup page) {
        page.open("figcaption").element("span", curve.title(), "class", "chart-title");
        if (curve.smoothed()) {
            page.open("span", "class", "legend");
            page.open("i", "class", "key raw").close("i").text("per step");
            page.open("i", "class", "key smooth").close("i").text("smoothed").close("span");
        }
        page.close("figcaption");
        page.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", curve.title());
        drawAxes(page);
        if (curve.level() != null) {
            double at = y(curve.level().value());
            rule(page, "level", LEFT, at, WIDTH - RIGHT, at);
            label(page, curve.level().name(), WIDTH - RIGHT - 4, at - 5, "end");
        }
        if (curve.points().isEmpty()) {
            label(page, "nothing was recorded", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT / 2.0, "middle");
        } else {
            line(page, thin(curve.points()), curve.smoothed() ? "raw" : "smooth");
            if (curve.smoothed()) {
                line(page, thin(smooth(curve.points())), "smooth");
            }
        }
        page.close("svg");
    }

    private void drawAxes(Markup page) {
        for (double tick : y.ticks()) {
            double at = y(tick);
            rule(page, tick == y.low() ? "axis" : "grid", LEFT, at, WIDTH - RIGHT, at);
            label(page, y.label(tick), LEFT - 7, at + 4, "end");
        }
        for (double tick : x.ticks().stream().filter(tick -> tick <= lastStep).toList()) {
            double at = x(tick);
            rule(page, "axis", at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 4);
            label(page, x.label(tick), at, HEIGHT - BOTTOM + 18, "middle");
        }
        label(page, "step", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 5, "middle");
    }

    private void line(Markup page, List<Curve.Point> points, String kind) {
        StringBuilder path = new StringBuilder();
        for (Curve.Point point : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(number(x((double) point.step())))
                    .append(' ')
                    .append(number(y(point.value())));
        }
        page.open("path", "class", "line " + kind, "d", path.toString()).close("path");
    }

    /** The mean over a stretch around each point, twice: no lag, unlike an exponential average. */
    private static List<Curve.Point> smooth(List<Curve.Point> points) {
        int reach = Math.max(1, points.size() / 60);
        return average(average(points, reach), reach);
    }

    /** Averages up to {@code reach} points to either side; at an end, those there are. */
    private static List<Curve.Point> average(List<Curve.Point> points, int reach) {
        double[] sums = new double[points.size() + 1];
        for (int i = 0; i < points.size(); i++) {
            sums[i + 1] = sums[i] + points.get(i).value();
        }
        List<Curve.Point> average = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            int begin = Math.max(0, i - reach);
            int end = Math.min(points.size(), i + reach + 1);
            double mean = (sums[end] - sums[begin]) / (end - begin);
            average.add(new Curve.Point(points.get(i).step(), mean));
        }
        return average;
    }

    private static List<Curve.Point> thin(List<Curve.Point> points) {
        if (points.size() <= DRAWN_POINTS) {
            return points;
        }
        int stretches = DRAWN_POINTS / 2;
        List<Curve.Point> thin = new ArrayList<>(DRAWN_POINTS);
        for (int i = 0; i < stretches; i++) {
            int begin = (int) ((long) i * points.size() / stretches);
            int end = (int) ((long) (i + 1) * points.size() / stretches);
            Curve.Point lowest = points.get(begin);
            Curve.Point highest = points.get(begin);
            for (Curve.Point point : points.subList(begin, end)) {
                lowest = point.value() < lowest.value() ? point : lowest;
                highest = point.value() > highest.value() ? point : highest;
            }
            thin.add(lowest.step() <= highest.step() ? lowest : highest);
            if (lowest.step() != highest.step()) {
                thin.add(lowest.step() < highest.step() ? highest : lowest);
            }
        }
        return thin;
    }

    private double x(double step) {
        return LEFT + step / lastStep * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - y.fraction(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static void rule(Markup page, String kind, double x1, double y1, double x2, double y2) {
        page.open("path", "class", kind, "d", "M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " + number(y2))
                .close("path");
    }

    private static void label(Markup page, String text, double x, double y, String anchor) {
        page.element("text", text, "x", number(x), "y", number(y), "text-anchor", anchor);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
