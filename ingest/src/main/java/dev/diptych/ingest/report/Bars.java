package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.Histogram;
import java.util.List;
import java.util.Locale;

/** Histograms as charts of bars. */
final class Bars {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 190;
    private static final int LEFT = 8;
    private static final int TOP = 22;
    private static final int BOTTOM = 26;

    private Bars() {}

    /** Draws a histogram; the label under a bar is its bin's least value. */
    static void draw(Markup page, String title, String unit, Histogram histogram) {
        List<Histogram.Bin> bins = histogram.bins();
        if (bins.isEmpty()) {
            return;
        }
        page.open("figure", "class", "chart").open("figcaption");
        page.element("span", title, "class", "chart-title").element("span", unit, "class", "legend");
        page.close("figcaption");
        page.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "aria-label", title);
        long most = bins.stream().mapToLong(Histogram.Bin::count).max().orElse(1);
        double slot = (double) (WIDTH - 2 * LEFT) / Math.max(6, bins.size());
        double floor = HEIGHT - BOTTOM;
        page.empty("path", "class", "axis", "d", "M" + LEFT + " " + floor + "H" + (WIDTH - LEFT));
        for (int i = 0; i < bins.size(); i++) {
            Histogram.Bin bin = bins.get(i);
            double height = bin.count() == 0 ? 0 : Math.max(1.5, (floor - TOP) * bin.count() / most);
            double x = LEFT + slot * i;
            page.open(
                    "rect",
                    "class",
                    "column",
                    "x",
                    number(x + slot * 0.08),
                    "y",
                    number(floor - height),
                    "width",
                    number(slot * 0.84),
                    "height",
                    number(height),
                    "rx",
                    "2");
            page.element("title", range(bin) + ": " + Words.count(bin.count())).close("rect");
            text(page, x + slot / 2, floor - height - 6, Words.brief(bin.count()), "value");
            text(page, x + slot / 2, HEIGHT - 8, label(bin), "tick");
        }
        page.close("svg").close("figure").line();
    }

    private static void text(Markup page, double x, double y, String text, String kind) {
        page.element("text", text, "x", number(x), "y", number(y), "text-anchor", "middle", "class", kind);
    }

    private static String label(Histogram.Bin bin) {
        if (Double.isInfinite(bin.from())) {
            return "<" + value(bin.to());
        }
        return value(bin.from()) + (Double.isInfinite(bin.to()) ? "+" : "");
    }

    private static String range(Histogram.Bin bin) {
        if (Double.isInfinite(bin.from())) {
            return "below " + value(bin.to());
        }
        return Double.isInfinite(bin.to())
                ? value(bin.from()) + " and more"
                : value(bin.from()) + " to " + value(bin.to());
    }

    private static String value(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.2f", value).replaceAll("0$", "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
