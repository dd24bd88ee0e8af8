package dev.diptych.report.chart;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name in the legend
 * @param smoothed whether a smoothed line is laid over the raw one
 * @param points x rising
 */
public record Series(String name, boolean smoothed, List<Point> points) {
    public Series {
        points = List.copyOf(points);
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).x() <= points.get(i - 1).x()) {
                throw new IllegalArgumentException("series refused: " + name + ": "
                        + points.get(i).x() + " after " + points.get(i - 1).x() + ", expected rising x");
            }
        }
    }

    /**
     * One value.
     *
     * @param x finite, from 0, such as a step
     * @param y finite
     */
    public record Point(double x, double y) {
        public Point {
            if (!(x >= 0) || !Double.isFinite(x) || !Double.isFinite(y)) {
                throw new IllegalArgumentException(
                        "series refused: " + x + ": " + y + ", expected a finite value at a finite x from 0");
            }
        }
    }
}
