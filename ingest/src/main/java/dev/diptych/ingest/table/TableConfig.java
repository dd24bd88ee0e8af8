package dev.diptych.ingest.table;

import dev.diptych.ingest.table.text.TextForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a caption table is and how its rows are keyed.
 *
 * @param file the table itself, or the archive or folder that it is in
 * @param member its name in that archive; null if {@code file} is the table
 * @param members matched against the whole names of the members of {@code file} that are rows, with the group {@code key};
 *     null unless the format is {@link TableFormat#FILES}
 * @param format how it is written
 * @param text how its text is written
 * @param keyColumn the column whose values are the rows' keys
 * @param keyTransforms done to each of those values, in order
 * @param keysAs for a JSON object: the column that its keys become
 * @param valuesAs for a JSON object whose values are no objects: the column that they become
 * @param separators columns to be split into lists, each with its separator
 * @param dropped columns of which some values mean nothing, each with what those values match as a whole
 * @param filters conditions that a row must meet, all of them
 */
public record TableConfig(
        Path file,
        @Nullable String member,
        @Nullable Pattern members,
        TableFormat format,
        TextForm text,
        String keyColumn,
        List<KeyTransform> keyTransforms,
        String keysAs,
        String valuesAs,
        Map<String, String> separators,
        Map<String, Pattern> dropped,
        List<RowFilter> filters) {
    public static final String DEFAULT_KEYS_AS = "key";
    public static final String DEFAULT_VALUES_AS = "value";

    public TableConfig {
        keyTransforms = List.copyOf(keyTransforms);
        separators = Map.copyOf(separators);
        dropped = Map.copyOf(dropped);
        filters = List.copyOf(filters);
        if ((format == TableFormat.FILES) != (members != null)) {
            throw new IllegalArgumentException("members: expected with format files, and only then");
        }
        if (format == TableFormat.IMAGEFOLDER && formatOfName(file, member).isEmpty()) {
            throw new IllegalArgumentException(
                    "format: imagefolder of " + name(file, member) + ", expected a .csv, .jsonl or .parquet");
        }
        if (separators.containsValue("")) {
            throw new IllegalArgumentException("separator: empty, expected at least one character");
        }
    }

    /** Returns the table's name for error lines. */
    public String source() {
        return name(file, member);
    }

    /** Returns the format that the table's extension says. */
    Optional<TableFormat> formatOfName() {
        return formatOfName(file, member);
    }

    private static Optional<TableFormat> formatOfName(Path file, @Nullable String member) {
        return TableFormat.ofName(member == null ? file.toString() : member);
    }

    private static String name(Path file, @Nullable String member) {
        String name = String.valueOf(file.getFileName());
        return member == null ? name : name + "!" + member;
    }

    /** Returns the key that a value becomes: transformed, without a leading {@code ./}, as the names of files are. */
    String key(String value) {
        String key = value.strip();
        for (KeyTransform transform : keyTransforms) {
            key = transform.apply(key);
        }
        while (key.startsWith("./") && key.length() > 2) {
            key = key.substring(2);
        }
        return key;
    }
}
