package dev.diptych.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes effective values as block-style YAML that {@link YamlReader} reads back as the same values. */
final class YamlWriter {
    /** Texts that need no quotes: nothing that the core schema takes for a number, a flag or nothing, no indicators. */
    private static final Pattern PLAIN = Pattern.compile("(?!(?i:true|false|null)$)[A-Za-z_/][A-Za-z0-9_./ -]*(?<! )");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static String write(Map<String, @Nullable Object> values) {
        YamlWriter writer = new YamlWriter();
        writer.mapping(values, "");
        return writer.out.toString();
    }

    /** Spells a number as a person would: no exponent for whole numbers, no {@code .0}. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.toString(value).replace(".0E", "e").replace('E', 'e');
    }

    private void mapping(Map<String, @Nullable Object> values, String indent) {
        values.forEach((key, value) -> {
            if (value != null && !(value instanceof Section section && isEmpty(section))) {
                out.append(indent).append(text(key)).append(':');
                value(value, indent);
            }
        });
    }

    private void value(Object value, String indent) {
        if (value instanceof Section section) {
            out.append('\n');
            mapping(section.effective(), indent + "  ");
        } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Section) {
            out.append('\n');
            for (Object item : list) {
                int start = out.length();
                mapping(((Section) item).effective(), indent + "    ");
                if (out.length() == start) {
                    out.append(indent).append("  - {}\n");
                } else {
                    out.setCharAt(start + indent.length() + 2, '-');
                }
            }
        } else if (value instanceof List<?> list) {
            out.append(" [")
                    .append(String.join(
                            ", ", list.stream().map(YamlWriter::scalar).toList()))
                    .append("]\n");
        } else {
            out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static boolean isEmpty(Section section) {
        return section.effective().values().stream()
                .allMatch(value -> value == null || (value instanceof Section inner && isEmpty(inner)));
    }

    private static String scalar(Object value) {
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return text(value instanceof Enum<?> constant ? Rules.spelling(constant) : value.toString());
    }

    private static String text(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        if (text.codePoints().noneMatch(c -> c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029)) {
            return ConfigFile.quoted(text);
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20 || c >= 0x7f) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
