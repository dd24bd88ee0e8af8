package dev.diptych.cli.evaluate.suite;

import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.PairedDifference;
import dev.diptych.eval.suite.Score;
import dev.diptych.eval.suite.SetResults;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of a suite as lines of text, a column a model. */
final class SuiteLines {
    private final List<String> models;
    private final List<SetResults> sets;
    private final PrintWriter out;

    SuiteLines(List<String> models, List<SetResults> sets, PrintWriter out) {
        this.models = models;
        this.sets = sets;
        this.out = out;
    }

    void print() {
        List<List<String>> scores = new ArrayList<>();
        List<List<String>> ahead = new ArrayList<>();
        scores.add(head("set", "score", "chance", models));
        ahead.add(head("set", "score", "", models.subList(1, models.size())));
        for (SetResults set : sets) {
            if (set.names().isEmpty()) {
                scores.add(head(
                        set.set(),
                        "failed",
                        "",
                        models.stream().map(model -> "").toList()));
            }
            for (String name : set.names()) {
                List<String> ofScore = head(set.set(), name, figure("%.4f", set.chance(name)), List.of());
                List<String> ofAhead = head(set.set(), name, "", List.of());
                for (int model = 0; model < models.size(); model++) {
                    ofScore.add(set.score(model, name).map(SuiteLines::cell).orElse("-"));
                    if (model > 0) {
                        ofAhead.add(set.ahead(model, name).map(SuiteLines::cell).orElse("-"));
                    }
                }
                scores.add(ofScore);
                ahead.add(ofAhead);
            }
        }
        print(scores);
        if (models.size() > 1) {
            out.println();
            out.println("ahead of " + models.get(0)
                    + " on the same images (* where the 95 % interval is on one side of 0):");
            print(ahead);
        }
    }

    private static List<String> head(String set, String score, String chance, List<String> models) {
        List<String> cells = new ArrayList<>(List.of(set, score, chance));
        cells.addAll(models);
        return cells;
    }

    private static String cell(Score score) {
        return figure("%.4f", score.value()) + ends("%.4f", score.interval());
    }

    private static String cell(PairedDifference ahead) {
        return figure("%+.4f", ahead.difference()) + ends("%+.4f", ahead.interval()) + (ahead.isReal() ? " *" : "");
    }

    private static String ends(String format, Interval interval) {
        return " (" + figure(format, interval.low()) + " to " + figure(format, interval.high()) + ")";
    }

    private static String figure(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Aligns columns to the left; an empty one takes no room. */
    private void print(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                if (widths[column] > 0) {
                    line.append(row.get(column))
                            .append(" ".repeat(widths[column] - row.get(column).length() + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
