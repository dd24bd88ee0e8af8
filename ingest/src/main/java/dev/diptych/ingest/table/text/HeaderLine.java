package dev.diptych.ingest.table.text;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The first line of a table in words, for those who find that it was not understood. */
final class HeaderLine {
    private static final int SHOWN = 120;

    /** The separators that tables have, and how each is written. */
    private static final Map<Character, String> SEPARATORS =
            Map.of(',', "','", ';', "';'", '|', "'|'", '\t', "\"\\t\"");

    private HeaderLine() {}

    /** Returns what the columns of the line are, and which key of the configuration may mend them. */
    static String shown(DelimitedText.Record first, char separator) {
        List<String> fields = first.fields();
        String text = fields.stream().map(field -> '"' + field + '"').collect(Collectors.joining(" "));
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return "line " + first.line() + " with separator " + written(separator) + " is " + fields.size()
                + (fields.size() == 1 ? " column: " : " columns: ") + visible(cut) + hint(fields, separator);
    }

    private static String hint(List<String> fields, char separator) {
        String text = String.join("", fields);
        if (text.indexOf('\0') >= 0 || text.indexOf('\uFFFD') >= 0) {
            return "; set encoding: to that of the file, such as utf-16le or windows-1252";
        }
        if (fields.size() > 1) {
            return "";
        }
        Function<Character, Long> count =
                candidate -> text.chars().filter(c -> c == candidate).count();
        return SEPARATORS.keySet().stream()
                .filter(candidate -> candidate != separator && count.apply(candidate) > 0)
                .max(Comparator.comparing(count).thenComparing(Comparator.naturalOrder()))
                .map(candidate -> "; set separator: " + written(candidate))
                .orElse("");
    }

    private static String written(char separator) {
        return SEPARATORS.getOrDefault(separator, "'" + separator + "'");
    }

    /** Writes control characters by their numbers. */
    private static String visible(String text) {
        return text.chars()
                .mapToObj(c -> Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining());
    }
}
