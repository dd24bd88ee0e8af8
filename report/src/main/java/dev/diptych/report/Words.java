package dev.diptych.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
public final class Words {
    private Words() {}

    /** {@code 12,345}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 shard}, {@code 2 shards}. */
    public static String count(long count, String thing) {
        return count(count) + " " + thing + (count == 1 ? "" : "s");
    }

    /** At most five characters, up to ten thousand millions: 950, 12.3k, 457k, 4.0M. */
    public static String brief(long count) {
        if (count < 10_000) {
            return Long.toString(count);
        }
        return count < 1_000_000 ? brief(count / 1e3) + "k" : brief(count / 1e6) + "M";
    }

    private static String brief(double count) {
        return String.format(Locale.ROOT, count < 99.9 ? "%.1f" : "%.0f", count);
    }

    /** {@code 12.5 %}; a dash of nothing. */
    public static String percent(long part, long whole) {
        return whole == 0 ? "–" : percent((double) part / whole);
    }

    /** {@code 12.5 %} of a share from 0 to 1. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** A measured value by its first four digits: {@code 0.7124}, {@code 1,234}, {@code 3.25e-4}. */
    public static String figure(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        double size = Math.abs(value);
        if (value != 0 && (size < 1e-3 || size >= 1e9)) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
            int exponent = rounded.precision() - rounded.scale() - 1;
            return rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        }
        return size >= 1e3
                ? String.format(Locale.ROOT, "%,.0f", value)
                : new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
