package dev.diptych.cli.evaluate;

import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Scores as lines of text, chance beside them. */
public final class ScoreLines {
    private ScoreLines() {}

    /** Prints the line of one score. */
    static void print(String name, double score, Interval interval, double chance, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-26s %8.4f  95 %% %.4f to %.4f  (chance %.4f)%n",
                name,
                score,
                interval.low(),
                interval.high(),
                chance);
    }

    /** Prints a line for each score, under open_clip's names. */
    public static void print(RetrievalMetrics metrics, PrintWriter out) {
        Map<String, Double> chance = new RetrievalMetrics(
                        metrics.imageToTextChance(),
                        metrics.textToImageChance(),
                        metrics.imageToTextChance(),
                        metrics.textToImageChance())
                .byName();
        metrics.byName().forEach((name, value) -> {
            String format = name.contains("R@") ? "%-26s %8.4f  (chance %.4f)%n" : "%-26s %8.1f  (chance %.1f)%n";
            out.printf(Locale.ROOT, format, name, value, chance.get(name));
        });
    }
}
