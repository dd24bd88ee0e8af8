package dev.diptych.report;

import java.util.List;
import java.util.Locale;

/**
 * A table of named rows; one that is wider than the page scrolls on its own.
 *
 * @param heads of all columns, that of the names included
 */
public record Table(List<String> heads, List<Row> rows) {
    private static final int FEW = 3; // columns that leave room for long bars

    public Table {
        heads = List.copyOf(heads);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != heads.size() - 1) {
                throw new IllegalArgumentException("table refused: " + row.name() + ": "
                        + row.cells().size() + " cells, expected " + (heads.size() - 1) + " as the columns are");
            }
        }
    }

    /** A row and its cells behind the name. */
    public record Row(String name, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        public static Row of(String name, Cell... cells) {
            return new Row(name, List.of(cells));
        }
    }

    /** What stands in a row behind its name. */
    public sealed interface Cell permits Value, Bar, Remark {}

    public record Value(String text) implements Cell {}

    /** A value with a bar before it. @param part its length, 0 to 1 */
    public record Bar(String text, double part) implements Cell {}

    /** What is said by the way. */
    public record Remark(String text) implements Cell {}

    /** A bar of {@code part} of {@code whole}. */
    public static Bar bar(long part, long whole) {
        return new Bar(Words.count(part), whole == 0 ? 0 : (double) part / whole);
    }

    public void draw(Markup page) {
        page.open("div", "class", "scroll").open("table", "class", heads.size() <= FEW ? "few" : "many");
        page.open("thead").open("tr");
        for (int column = 0; column < heads.size(); column++) {
            page.element("th", heads.get(column), "scope", "col", "class", isRemark(column) ? "remark" : "");
        }
        page.close("tr").close("thead").open("tbody").line();
        for (Row row : rows) {
            page.open("tr").element("th", row.name(), "scope", "row");
            row.cells().forEach(cell -> draw(page, cell));
            page.close("tr").line();
        }
        page.close("tbody").close("table").close("div").line();
    }

    private boolean isRemark(int column) {
        return column > 0 && !rows.isEmpty() && rows.get(0).cells().get(column - 1) instanceof Remark;
    }

    private static void draw(Markup page, Cell cell) {
        if (cell instanceof Remark remark) {
            page.element("td", remark.text(), "class", "remark");
        } else if (cell instanceof Value value) {
            page.open("td").element("b", value.text()).close("td");
        } else if (cell instanceof Bar bar) {
            String width = String.format(Locale.ROOT, "width:%.1f%%", 100 * Math.min(1, Math.max(0, bar.part())));
            page.open("td").open("span", "class", "bar");
            page.element("span", "", "style", width).close("span");
            page.element("b", bar.text()).close("td");
        }
    }
}
