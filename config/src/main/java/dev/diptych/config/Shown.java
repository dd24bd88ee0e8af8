package dev.diptych.config;

import com.fasterxml.jackson.databind.JsonNode;

/** What stands in a file of someone else's, as a message shows it: on one line, and no more than tells it apart. */
public final class Shown {
    private static final int LONGEST = 80; // characters

    private Shown() {}

    /** A name or key: as it is where that is plain to see, else in quotes. */
    public static String name(String name) {
        boolean plain = !name.isBlank()
                && name.equals(name.strip())
                && name.length() <= LONGEST
                && name.codePoints().allMatch(Shown::isPlain);
        return plain ? name : quoted(name);
    }

    /** A text in double quotes. */
    public static String quoted(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return '"'
                + visible(cut.replace("\\", "\\\\").replace("\"", "\\\""))
                + '"'
                + (cut.length() < text.length() ? "..." : "");
    }

    /** A value of a JSON file, or that there is none. */
    public static String value(JsonNode value) {
        return value.isMissingNode() ? "missing" : cut(value.toString());
    }

    /** A text without quotes. */
    public static String cut(String text) {
        return text.length() <= LONGEST ? visible(text) : visible(text.substring(0, LONGEST)) + "...";
    }

    /** Puts escapes in the place of what ends lines or does not show. */
    private static String visible(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> line.append(isPlain(c) ? Character.toString(c) : String.format("\\u%04x", c));
            }
        });
        return line.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
