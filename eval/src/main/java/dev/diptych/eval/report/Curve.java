package dev.diptych.eval.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A quantity over the steps of a training.
 *
 * @param title what is drawn
 * @param smoothed whether a smoothed line is laid over the raw one
 * @param points in rising order of steps; values finite
 * @param level a value to compare them with; null if there is none
 */
public record Curve(
        String title,
        boolean smoothed,
        List<Point> points,
        @Nullable Level level) {
    public Curve {
        points = List.copyOf(points);
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).step() <= points.get(i - 1).step()) {
                throw new IllegalArgumentException("curve refused: " + title + ": step "
                        + points.get(i).step() + " after " + points.get(i - 1).step() + ", expected rising steps");
            }
        }
    }

    /** A curve on its own. */
    public Curve(String title, boolean smoothed, List<Point> points) {
        this(title, smoothed, points, null);
    }

    /**
     * A value that the curve is seen beside, such as that of chance.
     *
     * @param value finite
     */
    public record Level(String name, double value) {}

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
