package dev.diptych.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How numbers and choices are spelt, and how their rules read in an error line. */
final class Rules {
    private Rules() {}

    static String wholeNumber(long min, long max) {
        boolean open = max == Integer.MAX_VALUE || max == Long.MAX_VALUE;
        if (min == Integer.MIN_VALUE || min == Long.MIN_VALUE) {
            return open ? "a whole number" : "a whole number up to " + max;
        }
        return open ? "a whole number of at least " + min : "a whole number from " + min + " to " + max;
    }

    static String number(double min, double max) {
        boolean above = min == Double.MIN_VALUE;
        String floor = above ? "0" : YamlWriter.number(min);
        if (max == Double.POSITIVE_INFINITY) {
            if (min == Double.NEGATIVE_INFINITY) {
                return "a number";
            }
            return (above ? "a number above " : "a number of at least ") + floor;
        }
        String ceiling = YamlWriter.number(max);
        if (min == Double.NEGATIVE_INFINITY) {
            return "a number up to " + ceiling;
        }
        return above ? "a number above 0, up to " + ceiling : "a number from " + floor + " to " + ceiling;
    }

    static double nearestToZero(double min, double max) {
        return Math.min(Math.max(0, min), max);
    }

    static @Nullable Long parseWhole(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Returns the finite number that the text spells, or null. */
    static @Nullable Double parseReal(String text) {
        try {
            double parsed = Double.parseDouble(text);
            return Double.isFinite(parsed) ? parsed : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> List<String> spellings(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Rules::spelling).toList();
    }
}
