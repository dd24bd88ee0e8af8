package dev.diptych.eval.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A summary as lines for a terminal. */
public final class ScoreText {
    private static final int WIDTH = 50; // characters of the longest bar

    private ScoreText() {}

    /** Returns the quantiles, then the histogram, in which an arrow marks the bin with the threshold. */
    public static List<String> lines(ScoreSummary summary) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-8s %7.4f", "mean", summary.mean()));
        for (ScoreSummary.Quantile quantile : summary.quantiles()) {
            lines.add(String.format(Locale.ROOT, "%-8s %7.4f", name(quantile.fraction()), quantile.score()));
        }
        long most = summary.bins().stream()
                .mapToLong(ScoreHistogram.Bin::count)
                .max()
                .orElse(1);
        for (ScoreHistogram.Bin bin : summary.bins()) {
            int length = (int) Math.ceil((double) WIDTH * bin.count() / most);
            boolean marked = bin.holds(summary.cut().threshold());
            lines.add(String.format(
                            Locale.ROOT,
                            "%s%7s %10d %s",
                            marked ? ">" : " ",
                            bin.from().toPlainString(),
                            bin.count(),
                            "#".repeat(length))
                    .stripTrailing());
        }
        return lines;
    }

    /** {@code p25}, or {@code least}, {@code median} and {@code most}. */
    static String name(double fraction) {
        if (fraction == 0) {
            return "least";
        }
        if (fraction == 1) {
            return "most";
        }
        return fraction == 0.5 ? "median" : "p" + Math.round(100 * fraction);
    }
}
