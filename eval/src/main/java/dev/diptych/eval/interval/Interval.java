package dev.diptych.eval.interval;

/**
 * An interval that holds the score of the whole population with a given confidence.
 *
 * @param low its lower end
 * @param high its upper end, not below
 */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "interval refused: " + low + " to " + high + ", expected finite numbers that rise");
        }
    }
}
