package dev.diptych.eval.classify.page;

import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Table;
import dev.diptych.report.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The score of each class as a bar, of one model or of several side by side, the best of the first model first. */
public final class PerClass {
    /** Classes of which all are shown, and of more so many of the best and the worst. */
    static final int FEW = 40;

    private static final int EXTREMES = 12;

    private final List<String> names;
    private final List<String> heads = new ArrayList<>(List.of("class"));
    private final List<double[]> scores;
    private final String note;

    private PerClass(List<String> names, List<String> columns, List<? extends Predictions> models) {
        this.names = names;
        this.heads.addAll(columns);
        this.scores = models.stream().map(Predictions::perClass).toList();
        this.note = models.get(0) instanceof SingleLabel
                ? "How many of a class' images are predicted to be of it."
                : "The average precision of each class among all images.";
    }

    /** Adds the classes of one model. */
    static void add(Page page, List<String> names, Predictions predictions) {
        String what = predictions instanceof SingleLabel ? "recall" : "average precision";
        new PerClass(names, List.of(what), List.of(predictions)).draw(page, "Classes");
    }

    /**
     * Adds the classes of several models.
     *
     * @param title of the section
     * @param names of the classes
     * @param models their names
     * @param predictions of each for the same images
     */
    public static void add(
            Page page, String title, List<String> names, List<String> models, List<SingleLabel> predictions) {
        new PerClass(names, models, predictions).draw(page, title);
    }

    private void draw(Page page, String title) {
        double[] first = scores.get(0);
        int[] order = IntStream.range(0, first.length)
                .filter(c -> !Double.isNaN(first[c]))
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -first[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        int without = first.length - order.length;
        String said = without == 0 ? note : note + " " + Words.count(without, "class") + " without images not shown.";
        if (order.length <= FEW) {
            page.section(title, said, out -> table(out, order));
            return;
        }
        page.section(title, said, out -> {
            out.element("h3", "Best");
            table(out, Arrays.copyOf(order, EXTREMES));
            out.element("h3", "Worst");
            table(out, Arrays.copyOfRange(order, order.length - EXTREMES, order.length));
        });
    }

    private void table(Markup page, int[] order) {
        List<Table.Row> rows = Arrays.stream(order)
                .mapToObj(c -> new Table.Row(
                        names.get(c),
                        scores.stream()
                                .map(each -> (Table.Cell) new Table.Bar(Words.percent(each[c]), each[c]))
                                .toList()))
                .toList();
        new Table(heads, rows).draw(page);
    }
}
