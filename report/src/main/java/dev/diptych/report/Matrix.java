package dev.diptych.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Counts of one kind of things by another of the same names, such as a confusion matrix: each cell is as dark as its share of its row,
 * and those on the diagonal have another colour. Where it is pointed at, a cell says what it counts.
 *
 * @param names of rows and columns
 * @param counts by row and column
 * @param relation what a row's thing is to a column's, such as {@code taken for}
 */
@SuppressWarnings("ArrayRecordComponent") // drawn once; not meant to be compared
public record Matrix(List<String> names, int[][] counts, String relation) {
    public Matrix {
        names = List.copyOf(names);
        for (int[] row : counts) {
            if (row.length != names.size() || counts.length != names.size()) {
                throw new IllegalArgumentException("matrix refused: " + counts.length + " rows, " + row.length
                        + " columns, expected " + names.size() + " as there are names");
            }
        }
    }

    public void draw(Markup page) {
        page.open("div", "class", "scroll").open("table", "class", "matrix");
        page.open("thead").open("tr").element("td", "");
        for (String name : names) {
            page.open("th", "scope", "col").element("span", name, "dir", "auto").close("th");
        }
        page.close("tr").close("thead").open("tbody").line();
        for (int row = 0; row < counts.length; row++) {
            long all = Arrays.stream(counts[row]).asLongStream().sum();
            page.open("tr").element("th", names.get(row), "scope", "row", "dir", "auto");
            for (int column = 0; column < counts.length; column++) {
                int count = counts[row][column];
                String share = String.format(Locale.ROOT, "--part:%.3f", all == 0 ? 0 : (double) count / all);
                String said = names.get(row) + " " + relation + " " + names.get(column) + ": " + Words.count(count)
                        + " of " + Words.count(all);
                page.open("td", "class", row == column ? "same" : "", "style", share, "title", said)
                        .element("span", count == 0 ? "·" : Words.brief(count))
                        .close("td");
            }
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").line();
    }
}
