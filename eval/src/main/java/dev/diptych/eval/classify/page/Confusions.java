package dev.diptych.eval.classify.page;

import dev.diptych.report.Markup;
import dev.diptych.report.Matrix;
import dev.diptych.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What is taken for what: all of it for few classes, or else what is most frequent.
 *
 * @param names of the classes
 * @param counts how many images of each class (row) are taken for each (column)
 */
@SuppressWarnings("ArrayRecordComponent") // drawn once; not meant to be compared
public record Confusions(List<String> names, int[][] counts) {
    private static final int MOST = 20;

    private record Confusion(int from, int to, int count) {}

    private boolean isWhole() {
        return counts.length <= PerClass.FEW;
    }

    /** What a section of it is called. */
    public String title() {
        return isWhole() ? "Confusion matrix" : "Confusions";
    }

    /** What is said below that. */
    public String note() {
        return isWhole()
                ? "A row is a class, a column what its images are taken for; a cell is as dark as its share of the row."
                : "The classes that are taken for another most often.";
    }

    public void draw(Markup page) {
        if (isWhole()) {
            new Matrix(names, counts, "taken for").draw(page);
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
        List<Table.Row> rows = most.stream().limit(MOST).map(this::row).toList();
        new Table(List.of("class", "taken for", "images"), rows).draw(page);
    }

    private Table.Row row(Confusion each) {
        int all = Arrays.stream(counts[each.from()]).sum();
        return Table.Row.of(
                names.get(each.from()), new Table.Value(names.get(each.to())), Table.bar(each.count(), all));
    }
}
