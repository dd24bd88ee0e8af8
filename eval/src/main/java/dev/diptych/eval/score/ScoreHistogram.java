package dev.diptych.eval.score;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Counts scores in bins of one width, which is 1, 2 or 5 of a decimal place so that there are at most 16. */
public final class ScoreHistogram {
    private static final int MOST_BINS = 16;

    private final BigDecimal width;
    private final BigDecimal from;
    private final long[] counts;

    /** @param least of all scores that are added, and {@code most} of them */
    ScoreHistogram(float least, float most) {
        BigDecimal step = new BigDecimal("0.001");
        int next = 0;
        BigDecimal[] factors = {BigDecimal.valueOf(2), new BigDecimal("2.5"), BigDecimal.valueOf(2)};
        while (bins(least, most, step) > MOST_BINS) {
            step = step.multiply(factors[next++ % factors.length]).stripTrailingZeros();
        }
        this.width = step;
        this.from = floor(least, step);
        this.counts = new long[bins(least, most, step)];
    }

    /** A bin. @param from its least score; {@code to} is the first beyond it */
    public record Bin(BigDecimal from, BigDecimal to, long count) {
        boolean holds(float score) {
            BigDecimal value = new BigDecimal(Float.toString(score));
            return value.compareTo(from) >= 0 && value.compareTo(to) < 0;
        }
    }

    void add(float score) {
        counts[
                floor(score, width)
                        .subtract(from)
                        .divide(width, RoundingMode.HALF_EVEN)
                        .intValueExact()]++;
    }

    List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            BigDecimal start = from.add(width.multiply(BigDecimal.valueOf(i)));
            bins.add(new Bin(start, start.add(width), counts[i]));
        }
        return bins;
    }

    private static int bins(float least, float most, BigDecimal step) {
        return floor(most, step)
                        .subtract(floor(least, step))
                        .divide(step, RoundingMode.HALF_EVEN)
                        .intValueExact()
                + 1;
    }

    /** The multiple of {@code step} at or below a score, taken as the decimal that it is written as. */
    private static BigDecimal floor(float score, BigDecimal step) {
        return new BigDecimal(Float.toString(score))
                .divide(step, 0, RoundingMode.FLOOR)
                .multiply(step);
    }
}
