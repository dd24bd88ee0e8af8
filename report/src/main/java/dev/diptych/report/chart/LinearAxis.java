package dev.diptych.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of numbers with ticks at round ones: 1, 2 or 5 times a power of ten apart.
 *
 * @param low the first tick
 * @param high the last tick, above {@code low}
 * @param step from tick to tick
 */
record LinearAxis(double low, double high, double step) implements Axis {
    /** The smallest such axis that covers {@code min} to {@code max} with about {@code ticks} ticks. */
    static LinearAxis covering(double min, double max, int ticks) {
        double span = max > min ? max - min : Math.max(Math.abs(max), 1);
        double rough = span / ticks;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough <= power ? 1 : rough <= 2 * power ? 2 : rough <= 5 * power ? 5 : 10);
        double low = Math.floor(min / step) * step;
        double high = Math.ceil(max / step) * step;
        return new LinearAxis(low, high > low ? high : low + step, step);
    }

    @Override
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long count = Math.round((high - low) / step);
        for (long i = 0; i <= count; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    @Override
    public double fraction(double value) {
        return (value - low) / (high - low);
    }

    @Override
    public String label(double tick) {
        double largest = Math.max(Math.abs(low), Math.abs(high));
        BigDecimal rounded = new BigDecimal(Math.rint(tick / step) * step, new MathContext(6));
        if (rounded.signum() == 0) {
            return "0";
        }
        if (largest < 0.01) {
            int exponent = rounded.precision() - rounded.scale() - 1;
            return plain(rounded.scaleByPowerOfTen(-exponent)) + "e" + exponent;
        }
        if (step >= 1_000 || (step >= 100 && largest >= 10_000)) {
            return plain(rounded.movePointLeft(3)) + "k";
        }
        return plain(rounded.round(new MathContext(4)));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
