package dev.diptych.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The one style of all pages, for those that are put together elsewhere. */
public final class PageStyle {
    private PageStyle() {}

    /** The style sheet: colours in light and dark as variables, and the classes of what pages have in common. */
    public static String css() {
        return resource("report.css");
    }

    /** The mark beside the name, as SVG. */
    public static String mark() {
        return resource("mark.svg");
    }

    private static String resource(String name) {
        try (InputStream in = PageStyle.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("report failed: " + name + ": absent, expected in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("report failed: " + name + ": " + e.getMessage(), e);
        }
    }
}
