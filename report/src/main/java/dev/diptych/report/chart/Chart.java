package dev.diptych.report.chart;

import dev.diptych.report.Markup;
import java.util.List;

/** A drawing of numbers. */
public sealed interface Chart permits BarChart, LineChart {
    void draw(Markup page);

    /** Draws some, as many beside each other as fit. */
    static void draw(Markup page, List<? extends Chart> charts) {
        page.open("div", "class", "charts").line();
        charts.forEach(chart -> chart.draw(page));
        page.close("div").line();
    }
}
