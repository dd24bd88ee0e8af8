package dev.diptych.report.chart;

import dev.diptych.report.Markup;
import dev.diptych.report.Words;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Counts as bars beside each other, such as a histogram.
 *
 * @param unit what the labels are numbers of
 */
public record BarChart(String title, String unit, List<Bar> bars) implements Chart {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 190;
    private static final int LEFT = 8;
    private static final int TOP = 22;
    private static final int BOTTOM = 26;

    /** Fewer bars than this are no wider than if they were so many. */
    private static final int SLOTS = 6;

    public BarChart {
        bars = List.copyOf(bars);
    }

    /**
     * One of them.
     *
     * @param label below it, of a few characters
     * @param meaning what it counts, in words
     */
    public record Bar(String label, String meaning, long count) {}

    @Override
    public void draw(Markup page) {
        page.open("figure", "class", "chart").open("figcaption");
        page.element("span", title, "class", "chart-title").element("span", unit, "class", "legend");
        page.close("figcaption");
        page.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", summary());
        double most = Math.max(1, bars.stream().mapToLong(Bar::count).max().orElse(1));
        double slot = (double) (WIDTH - 2 * LEFT) / Math.max(SLOTS, bars.size());
        double floor = HEIGHT - BOTTOM;
        Svg.rule(page, "axis", LEFT, floor, WIDTH - LEFT, floor);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double height = bar.count() == 0 ? 0 : Math.max(1.5, (floor - TOP) * bar.count() / most);
            double x = LEFT + slot * i;
            String meaning = bar.meaning() + ": " + Words.count(bar.count());
            Svg.area(page, "column", x + slot * 0.08, floor - height, slot * 0.84, height, meaning);
            Svg.text(page, "value", Words.brief(bar.count()), x + slot / 2, floor - height - 6, "middle");
            Svg.text(page, "tick", bar.label(), x + slot / 2, HEIGHT - 8, "middle");
        }
        page.close("svg").close("figure").line();
    }

    /** All bars in a sentence. */
    private String summary() {
        return bars.stream()
                .map(bar -> bar.meaning() + ": " + Words.count(bar.count()))
                .collect(Collectors.joining("; ", title + ". ", "."));
    }
}
