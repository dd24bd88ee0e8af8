package dev.diptych.eval.interval;

/**
 * By how much the first of two models is ahead on the same queries.
 *
 * @param difference the first's score less the second's
 * @param interval of the difference; one without 0 speaks for a difference that is real
 * @param p the share of drawn sets in which the sign is the other, or 0, twice: near 0 where the difference is real
 */
public record PairedDifference(double difference, Interval interval, double p) {
    public PairedDifference {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("difference refused: p " + p + ", expected 0 to 1");
        }
    }

    /** Whether the interval is on one side of 0. */
    public boolean isReal() {
        return interval.low() > 0 || interval.high() < 0;
    }
}
