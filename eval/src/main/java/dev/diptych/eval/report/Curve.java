package dev.diptych.eval.report;

import java.util.List;

/**
 * A quantity over the steps of a training.
 *
 * @param title what is drawn
 * @param smoothed whether a smoothed line is laid over the raw one
 * @param points in rising order of steps; values finite
 */
public record Curve(String title, boolean smoothed, List<Point> points) {
    public Curve {
        points = List.copyOf(points);
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).step() <= points.get(i - 1).step()) {
                throw new IllegalArgumentException("curve refused: " + title + ": step "
                        + points.get(i).step() + " after " + points.get(i - 1).step() + ", expected rising steps");
            }
        }
    }

    /**
     * One value.
     *
     * @param step from 0
     * @param value finite
     */
    public record Point(long step, double value) {
        public Point {
            if (step < 0 || !Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "curve refused: step " + step + ": " + value + ", expected a finite value at a step from 0");
            }
        }
    }
}
