package dev.diptych.cli.evaluate;

import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Scores as lines of text, their intervals and chance beside them. */
final class ScoreLines {
    private static final String SHARE = "%.4f";
    private static final String RANK = "%.1f";

    private ScoreLines() {}

    /** Prints the line of one score. */
    static void print(String name, double score, Interval interval, double chance, PrintWriter out) {
        print(SHARE, name, score, interval, chance, out);
    }

    /**
     * Prints a line for each score, under open_clip's names.
     *
     * @param intervals 95 % intervals of the scores, by their names
     */
    static void print(RetrievalMetrics metrics, Map<String, Interval> intervals, PrintWriter out) {
        Map<String, Double> chance = metrics.chanceByName();
        metrics.byName().forEach((name, value) -> {
            Interval interval = Objects.requireNonNull(intervals.get(name));
            double guessed = Objects.requireNonNull(chance.get(name));
            print(name.contains("R@") ? SHARE : RANK, name, value, interval, guessed, out);
        });
    }

    private static void print(
            String format, String name, double score, Interval interval, double chance, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-26s %8s  95 %% %s to %s  (chance %s)%n",
                name,
                figure(format, score),
                figure(format, interval.low()),
                figure(format, interval.high()),
                figure(format, chance));
    }

    private static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
