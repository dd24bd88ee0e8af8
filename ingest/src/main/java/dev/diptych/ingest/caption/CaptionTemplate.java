package dev.diptych.ingest.caption;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text with columns in braces: {@code "a drawing of {name}"}. {@code {a|b|c}} takes the first column that is not empty;
 * {@code {a:words}} writes identifiers as words. A list-valued column gives a caption for each value; a column without a
 * value gives none.
 */
public final class CaptionTemplate {
    /** The captions of files beside an image: JSON's list, else its single caption, else the text. */
    public static final String BESIDE = "{captions|caption|txt}";

    /** The most captions that one template makes of one row. */
    public static final int MAX_CAPTIONS = 256;

    private static final Pattern FIELD = Pattern.compile("\\{([^{}:|]+(?:\\|[^{}:|]+)*)(?::([a-z]+))?}");
    private static final Pattern JOINT = Pattern.compile("(?<=[\\p{L}\\p{N}])[_-]+");

    private enum Style {
        PLAIN,
        LOWER,
        WORDS;

        String apply(String value) {
            return switch (this) {
                case PLAIN -> value;
                case LOWER -> value.toLowerCase(Locale.ROOT);
                case WORDS -> JOINT.matcher(value.toLowerCase(Locale.ROOT)).replaceAll(" ");
            };
        }
    }

    private record Field(String before, List<String> columns, Style style) {
        List<String> values(Row row) {
            for (String column : columns) {
                List<String> values = row.values(column).stream()
                        .filter(value -> !value.isBlank())
                        .map(value -> style.apply(value.strip()).strip())
                        .toList();
                if (!values.isEmpty()) {
                    return values;
                }
            }
            return List.of();
        }
    }

    private final String text;
    private final List<Field> fields;
    private final String tail;

    private CaptionTemplate(String text, List<Field> fields, String tail) {
        this.text = text;
        this.fields = fields;
        this.tail = tail;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it names no column, or a brace or style is not understood
     */
    public static CaptionTemplate parse(String text) {
        List<Field> fields = new ArrayList<>();
        Matcher matcher = FIELD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String before = literal(text, end, matcher.start());
            List<String> columns = List.of(matcher.group(1).split("\\|"));
            fields.add(new Field(before, columns, style(text, matcher.group(2))));
            end = matcher.end();
        }
        if (fields.isEmpty()) {
            throw rejected(text);
        }
        return new CaptionTemplate(text, List.copyOf(fields), literal(text, end, text.length()));
    }

    /** Returns how many captions a row has beyond those that {@link #captions} returns. */
    public long cut(Row row) {
        long all = 1;
        for (Field field : fields) {
            all = Math.min(all * field.values(row).size(), Integer.MAX_VALUE); // the product of lists may fit no long
        }
        return Math.max(0, all - MAX_CAPTIONS);
    }

    /** Returns the captions of a row, in the order of list-valued columns, the first {@link #MAX_CAPTIONS} of them. */
    public List<String> captions(Row row) {
        List<String> captions = List.of("");
        for (Field field : fields) {
            List<String> values = field.values(row);
            captions = captions.stream()
                    .flatMap(start -> values.stream().map(value -> start + field.before() + value))
                    .limit(MAX_CAPTIONS)
                    .toList();
        }
        return captions.stream().map(caption -> caption + tail).toList();
    }

    /** Returns the columns that it names. */
    public Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        fields.forEach(field -> columns.addAll(field.columns()));
        return columns;
    }

    @Override
    public String toString() {
        return text;
    }

    private static String literal(String text, int from, int to) {
        String literal = text.substring(from, to);
        if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
            throw rejected(text);
        }
        return literal;
    }

    private static Style style(String text, @Nullable String name) {
        if (name == null) {
            return Style.PLAIN;
        }
        for (Style style : Style.values()) {
            if (style.name().toLowerCase(Locale.ROOT).equals(name)) {
                return style;
            }
        }
        throw rejected(text);
    }

    private static IllegalArgumentException rejected(String text) {
        return new IllegalArgumentException(
                "'" + text
                        + "', expected text with columns in braces: {column}, {this|or that}, {column:words} or {column:lower}");
    }
}
