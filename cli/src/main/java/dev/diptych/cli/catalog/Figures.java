package dev.diptych.cli.catalog;

import java.util.Locale;

/** Large numbers as they are printed. */
final class Figures {
    private static final double GIBIBYTE = 1L << 30;

    private Figures() {}

    static String millions(long count) {
        return String.format(Locale.ROOT, "%.2f", count / 1e6);
    }

    static String billions(long count) {
        return String.format(Locale.ROOT, "%.2f", count / 1e9);
    }

    static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / GIBIBYTE);
    }
}
