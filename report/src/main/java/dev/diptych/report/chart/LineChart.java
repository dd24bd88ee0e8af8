package dev.diptych.report.chart;

import dev.diptych.report.Markup;
import dev.diptych.report.chart.Series.Point;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Quantities over the steps of something, each a line of a colour of its own. Where it is pointed at, it says its values.
 *
 * @param xName what x is, such as {@code step}
 * @param logarithmic whether equal ratios are equally far apart; all values are above 0 then
 * @param series at most {@value #MOST}
 * @param levels values to compare with, as lines across
 */
public record LineChart(String title, String xName, boolean logarithmic, List<Series> series, List<Level> levels)
        implements Chart {
    /** The colours that the style has. */
    public static final int MOST = 6;

    public LineChart {
        series = List.copyOf(series);
        levels = List.copyOf(levels);
        if (series.isEmpty() || series.size() > MOST) {
            throw new IllegalArgumentException(
                    "chart refused: " + title + ": " + series.size() + " series, expected 1 to " + MOST);
        }
        double lowest = values(series, levels).min().orElse(1);
        if (logarithmic && lowest <= 0) {
            throw new IllegalArgumentException(
                    "chart refused: " + title + ": " + lowest + " on a logarithmic scale, expected values above 0");
        }
    }

    /** A single quantity over steps. */
    public static LineChart of(Series series, Level... levels) {
        return new LineChart(series.name(), "step", false, List.of(series), List.of(levels));
    }

    /**
     * A value that lines are seen beside, such as that of chance.
     *
     * @param value finite
     */
    public record Level(String name, double value) {
        public Level {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "level refused: " + name + ": " + value + ", expected a finite value");
            }
        }
    }

    @Override
    public void draw(Markup page) {
        page.open("figure", "class", "chart").open("figcaption");
        page.element("span", title, "class", "chart-title");
        legend(page);
        page.close("figcaption");
        new Plot(this).draw(page);
        page.close("figure").line();
    }

    private void legend(Markup page) {
        boolean one = series.size() == 1;
        if (one && !series.get(0).smoothed()) {
            return;
        }
        page.open("span", "class", "legend");
        if (one) {
            entry(page, "key raw series-0", "per " + xName);
            entry(page, "key series-0", "smoothed");
        } else {
            for (int i = 0; i < series.size(); i++) {
                entry(page, "key series-" + i, series.get(i).name());
            }
        }
        page.close("span");
    }

    private static void entry(Markup page, String key, String name) {
        page.open("span", "class", "entry")
                .element("i", "", "class", key)
                .text(name)
                .close("span");
    }

    /** The values that the chart has room for. */
    DoubleStream values() {
        return values(series, levels);
    }

    private static DoubleStream values(List<Series> series, List<Level> levels) {
        return DoubleStream.concat(
                series.stream().flatMap(each -> each.points().stream()).mapToDouble(Point::y),
                levels.stream().mapToDouble(Level::value));
    }
}
