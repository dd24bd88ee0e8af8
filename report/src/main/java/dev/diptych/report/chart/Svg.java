package dev.diptych.report.chart;

import dev.diptych.report.Markup;
import java.util.Locale;

/** What charts draw with; coordinates are those of the view box. */
final class Svg {
    private Svg() {}

    static void rule(Markup page, String kind, double x1, double y1, double x2, double y2) {
        page.empty("path", "class", kind, "d", "M" + point(x1, y1) + "L" + point(x2, y2));
    }

    /** @param anchor {@code start}, {@code middle} or {@code end}: which of the text lies at {@code x} */
    static void text(Markup page, String kind, String text, double x, double y, String anchor) {
        page.element("text", text, "class", kind, "x", number(x), "y", number(y), "text-anchor", anchor);
    }

    /** A rectangle that says {@code title} when it is pointed at. */
    static void area(Markup page, String kind, double x, double y, double width, double height, String title) {
        page.open(
                "rect",
                "class",
                kind,
                "x",
                number(x),
                "y",
                number(y),
                "width",
                number(width),
                "height",
                number(height));
        page.element("title", title).close("rect");
    }

    static String point(double x, double y) {
        return number(x) + " " + number(y);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
