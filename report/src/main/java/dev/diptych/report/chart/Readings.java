package dev.diptych.report.chart;

import dev.diptych.report.Table;
import dev.diptych.report.Words;
import dev.diptych.report.chart.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a chart's lines have at places, for those who point at them and for those who do not see them.
 *
 * @param lines as they are drawn, one for each series
 */
record Readings(LineChart chart, List<List<Point>> lines) {
    /** Rows of the table. */
    private static final int ROWS = 12;

    /** At most {@code most} of the places where some line has a point, the first and the last among them. */
    double[] places(int most) {
        double[] all = lines.stream()
                .flatMap(List::stream)
                .mapToDouble(Point::x)
                .sorted()
                .distinct()
                .toArray();
        int count = Math.min(most, all.length);
        return IntStream.range(0, count)
                .mapToDouble(i -> all[count == 1 ? 0 : (int) ((long) i * (all.length - 1) / (count - 1))])
                .toArray();
    }

    /** The value at a place of each line that reaches so far, a line of text each. */
    String at(double place) {
        List<String> said = new ArrayList<>(List.of(chart.xName() + " " + Words.figure(place)));
        for (int i = 0; i < lines.size(); i++) {
            String name = name(i);
            value(lines.get(i), place).ifPresent(value -> said.add(name + ": " + value));
        }
        return String.join("\n", said);
    }

    /** The chart in a sentence for each line. */
    String summary() {
        StringBuilder said = new StringBuilder(chart.title()).append('.');
        for (int i = 0; i < lines.size(); i++) {
            List<Point> line = lines.get(i);
            said.append(' ').append(lines.size() == 1 ? "By" : name(i) + " by").append(' ');
            said.append(chart.xName()).append(": ");
            if (line.isEmpty()) {
                said.append("nothing was recorded.");
                continue;
            }
            double[] sorted = line.stream().mapToDouble(Point::y).sorted().toArray();
            Point last = line.get(line.size() - 1);
            said.append(Words.figure(line.get(0).y()))
                    .append(" at ")
                    .append(Words.figure(line.get(0).x()))
                    .append(", ")
                    .append(Words.figure(last.y()))
                    .append(" at ")
                    .append(Words.figure(last.x()))
                    .append("; lowest ")
                    .append(Words.figure(sorted[0]))
                    .append(", highest ")
                    .append(Words.figure(sorted[sorted.length - 1]))
                    .append('.');
        }
        chart.levels()
                .forEach(level -> said.append(' ')
                        .append(level.name())
                        .append(": ")
                        .append(Words.figure(level.value()))
                        .append('.'));
        return said.toString();
    }

    /** Values of all lines, a row a place. */
    Table table() {
        List<String> heads = new ArrayList<>(List.of(chart.xName()));
        List<Table.Row> rows = new ArrayList<>();
        chart.series().forEach(series -> heads.add(series.name()));
        for (double place : places(ROWS)) {
            List<Table.Cell> cells = lines.stream()
                    .map(line -> (Table.Cell) new Table.Value(value(line, place).orElse("–")))
                    .toList();
            rows.add(new Table.Row(Words.figure(place), cells));
        }
        return new Table(heads, rows);
    }

    private String name(int line) {
        return chart.series().get(line).name();
    }

    private static Optional<String> value(List<Point> line, double place) {
        boolean reaches = !line.isEmpty()
                && line.get(0).x() <= place
                && place <= line.get(line.size() - 1).x();
        return reaches ? Optional.of(Words.figure(nearest(line, place).y())) : Optional.empty();
    }

    private static Point nearest(List<Point> line, double place) {
        int low = 0;
        int high = line.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (line.get(middle).x() < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean earlier =
                low > 0 && place - line.get(low - 1).x() < line.get(low).x() - place;
        return line.get(earlier ? low - 1 : low);
    }
}
