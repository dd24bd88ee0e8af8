package dev.diptych.report.chart;

import dev.diptych.report.chart.Series.Point;
import java.util.ArrayList;
import java.util.List;

/** Fewer or smoother points than there are. */
final class Smoothing {
    private Smoothing() {}

    /** The mean over a stretch around each point, twice: no lag, unlike an exponential average. */
    static List<Point> smooth(List<Point> points) {
        int reach = Math.max(1, points.size() / 60);
        return average(average(points, reach), reach);
    }

    /** Averages up to {@code reach} points to either side; at an end, those there are. */
    private static List<Point> average(List<Point> points, int reach) {
        double[] sums = new double[points.size() + 1];
        for (int i = 0; i < points.size(); i++) {
            sums[i + 1] = sums[i] + points.get(i).y();
        }
        List<Point> average = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            int begin = Math.max(0, i - reach);
            int end = Math.min(points.size(), i + reach + 1);
            average.add(new Point(points.get(i).x(), (sums[end] - sums[begin]) / (end - begin)));
        }
        return average;
    }

    /**
     * The points, or if they are more than {@code most}, the first and the last, and between them the lowest and highest of each
     * of half as many stretches.
     */
    static List<Point> thin(List<Point> points, int most) {
        if (points.size() <= most) {
            return points;
        }
        int stretches = most / 2 - 1;
        int between = points.size() - 2;
        List<Point> thin = new ArrayList<>(most);
        thin.add(points.get(0));
        for (int i = 0; i < stretches; i++) {
            int begin = 1 + (int) ((long) i * between / stretches);
            int end = 1 + (int) ((long) (i + 1) * between / stretches);
            Point lowest = points.get(begin);
            Point highest = points.get(begin);
            for (Point point : points.subList(begin, end)) {
                lowest = point.y() < lowest.y() ? point : lowest;
                highest = point.y() > highest.y() ? point : highest;
            }
            thin.add(lowest.x() <= highest.x() ? lowest : highest);
            if (lowest.x() != highest.x()) {
                thin.add(lowest.x() < highest.x() ? highest : lowest);
            }
        }
        thin.add(points.get(points.size() - 1));
        return thin;
    }
}
