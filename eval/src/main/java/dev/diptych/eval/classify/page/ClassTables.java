package dev.diptych.eval.classify.page;

import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Interval;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Table;
import dev.diptych.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Classes and confusions as sections of a page, and scores as a table. */
public final class ClassTables {
    private final Predictions predictions;
    private final List<String> names;

    /** @param names of the classes */
    public ClassTables(Predictions predictions, List<String> names) {
        this.predictions = predictions;
        this.names = List.copyOf(names);
    }

    /** Draws scores with what is known of each by its name. */
    public static void scores(
            Markup page, Map<String, Double> scores, Map<String, Interval> intervals, Map<String, Double> chance) {
        List<Table.Row> rows = new ArrayList<>();
        scores.forEach((name, score) -> {
            Interval interval = intervals.get(name);
            String ends = interval == null ? "–" : figure(interval.low()) + " to " + Words.percent(interval.high());
            rows.add(Table.Row.of(
                    name.replace('_', ' '),
                    new Table.Bar(Words.percent(score), score),
                    new Table.Value(ends),
                    new Table.Remark(Words.percent(chance.getOrDefault(name, 0.0)))));
        });
        new Table(List.of("", "score", "95 % interval", "chance"), rows).draw(page);
    }

    /** The score of each class, or of many the best and the worst. */
    public void classes(Page page) {
        PerClass.add(page, names, predictions);
    }

    /** What is taken for what: all of it for few classes, or else what is most frequent. */
    public void confusion(Page page) {
        if (predictions instanceof SingleLabel single) {
            Confusions confusions = new Confusions(names, single.confusion());
            page.section(confusions.title(), confusions.note(), confusions::draw);
        }
    }

    private static String figure(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }
}
