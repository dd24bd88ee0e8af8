package dev.diptych.eval.classify.page;

import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Interval;
import dev.diptych.report.Markup;
import dev.diptych.report.Matrix;
import dev.diptych.report.Page;
import dev.diptych.report.Table;
import dev.diptych.report.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Classes and confusions as sections of a page, and scores as a table. */
public final class ClassTables {
    /** Classes of which all are shown, and of more so many of the best and the worst. */
    private static final int FEW = 40;

    private static final int EXTREMES = 12;
    private static final int CONFUSIONS = 20;

    private final Predictions predictions;
    private final List<String> names;

    private record Confusion(int from, int to, int count) {}

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
            String ends = interval == null ? "–" : figure(interval.low()) + " to " + percent(interval.high());
            rows.add(Table.Row.of(
                    name.replace('_', ' '),
                    new Table.Bar(percent(score), score),
                    new Table.Value(ends),
                    new Table.Remark(percent(chance.getOrDefault(name, 0.0)))));
        });
        new Table(List.of("", "score", "95 % interval", "chance"), rows).draw(page);
    }

    /** The score of each class, or of many the best and the worst. */
    public void classes(Page page) {
        double[] scores = predictions.perClass();
        int[] order = IntStream.range(0, scores.length)
                .filter(c -> !Double.isNaN(scores[c]))
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -scores[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        String what = predictions instanceof SingleLabel ? "recall" : "average precision";
        if (order.length <= FEW) {
            page.section("Classes", note(what, scores.length - order.length), out -> classes(out, scores, order, what));
            return;
        }
        page.section("Classes", note(what, scores.length - order.length), out -> {
            out.element("h3", "Best");
            classes(out, scores, Arrays.copyOf(order, EXTREMES), what);
            out.element("h3", "Worst");
            classes(out, scores, Arrays.copyOfRange(order, order.length - EXTREMES, order.length), what);
        });
    }

    private String note(String what, int without) {
        String all = what.equals("recall")
                ? "How many of a class' images are predicted to be of it."
                : "The average precision of each class among all images.";
        return without == 0 ? all : all + " " + Words.count(without, "class") + " without images not shown.";
    }

    private void classes(Markup page, double[] scores, int[] order, String what) {
        List<Table.Row> rows = Arrays.stream(order)
                .mapToObj(c -> Table.Row.of(names.get(c), new Table.Bar(percent(scores[c]), scores[c])))
                .toList();
        new Table(List.of("class", what), rows).draw(page);
    }

    /** What is taken for what: all of it for few classes, or else what is most frequent. */
    public void confusion(Page page) {
        if (!(predictions instanceof SingleLabel single)) {
            return;
        }
        int[][] counts = single.confusion();
        if (counts.length <= FEW) {
            page.section(
                    "Confusion matrix",
                    "A row is a class, a column what its images are taken for; a cell is as dark as its share of the row.",
                    out -> new Matrix(names, counts, "taken for").draw(out));
            return;
        }
        List<Confusion> most = new ArrayList<>();
        for (int from = 0; from < counts.length; from++) {
            for (int to = 0; to < counts.length; to++) {
                if (from != to && counts[from][to] > 0) {
                    most.add(new Confusion(from, to, counts[from][to]));
                }
            }
        }
        most.sort(Comparator.comparingInt(confusion -> -confusion.count()));
        page.section(
                "Confusions",
                "The classes that are taken for another most often.",
                out -> new Table(
                                List.of("class", "taken for", "images"),
                                most.stream()
                                        .limit(CONFUSIONS)
                                        .map(each -> Table.Row.of(
                                                names.get(each.from()),
                                                new Table.Value(names.get(each.to())),
                                                Table.bar(
                                                        each.count(),
                                                        Arrays.stream(counts[each.from()])
                                                                .sum())))
                                        .toList())
                        .draw(out));
    }

    private static String percent(double share) {
        return figure(share) + " %";
    }

    private static String figure(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }
}
