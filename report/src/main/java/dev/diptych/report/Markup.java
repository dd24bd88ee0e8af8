package dev.diptych.report;

import java.util.List;

/**
 * HTML under construction, which is well-formed XML too. Text and attribute values are escaped here and nowhere else; tag
 * and attribute names are the caller's literals.
 */
public final class Markup {
    /** Elements that have no content in HTML, and one of SVG. */
    private static final List<String> EMPTY = List.of("meta", "img", "br", "hr", "path");

    private final StringBuilder out = new StringBuilder(1 << 16);

    /** Opens an element. Attributes are names and values in turn. */
    public Markup open(String tag, String... attributes) {
        return tag(tag, ">", attributes);
    }

    /**
     * An element without content, of those that HTML lets end where they begin.
     *
     * @throws IllegalArgumentException if it is another
     */
    public Markup empty(String tag, String... attributes) {
        if (!EMPTY.contains(tag)) {
            throw new IllegalArgumentException("markup: <" + tag + "/>, expected one of " + EMPTY);
        }
        return tag(tag, "/>", attributes);
    }

    public Markup close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    /** An element with text for its content. */
    public Markup element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    public Markup text(String text) {
        escape(text);
        return this;
    }

    /** A line break in the source, which makes a report that people can look into. */
    public Markup line() {
        out.append('\n');
        return this;
    }

    /** Adds markup of the caller's own as it is. */
    public Markup trusted(String markup) {
        out.append(markup);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private Markup tag(String tag, String end, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append(end);
        return this;
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isCharacter(c) ? c : 0xFFFD);
            }
        });
    }

    /** Whether XML 1.0 allows the character; HTML allows no others either. */
    private static boolean isCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= ' ' && c < 0x7F)
                || (c >= 0xA0 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
