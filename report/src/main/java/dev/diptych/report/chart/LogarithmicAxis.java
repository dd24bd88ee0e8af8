package dev.diptych.report.chart;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis on which equal ratios are equally far apart, with ticks at powers of ten, and at 2 and 5 times them where it has few.
 *
 * @param low the exponent of ten at the low end
 * @param high that at the high end, above {@code low}
 */
record LogarithmicAxis(int low, int high) implements Axis {
    private static final int FEW = 2; // decades that have room for 2 and 5
    private static final int MANY = 7; // decades that have room for all powers

    /** The smallest such axis that covers {@code min} to {@code max}, both above 0. */
    static LogarithmicAxis covering(double min, double max) {
        int low = (int) Math.floor(Math.log10(min));
        return new LogarithmicAxis(low, Math.max(low + 1, (int) Math.ceil(Math.log10(max))));
    }

    @Override
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        int stride = (high - low - 1) / MANY + 1;
        for (int exponent = low; exponent <= high; exponent += stride) {
            ticks.add(power(1, exponent));
            if (high - low <= FEW && exponent < high) {
                ticks.add(power(2, exponent));
                ticks.add(power(5, exponent));
            }
        }
        return ticks;
    }

    @Override
    public double fraction(double value) {
        return (Math.log10(value) - low) / (high - low);
    }

    @Override
    public String label(double tick) {
        if (tick >= 1e-3 && tick < 1e4) {
            return BigDecimal.valueOf(tick).stripTrailingZeros().toPlainString();
        }
        int exponent = (int) Math.floor(Math.log10(tick) + 1e-9);
        return Math.round(tick / power(1, exponent)) + "e" + exponent;
    }

    private static double power(int factor, int exponent) {
        return Double.parseDouble(factor + "e" + exponent);
    }
}
