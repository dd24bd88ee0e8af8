package dev.diptych.ingest.table;

import dev.diptych.ingest.caption.Row;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition that a row must meet.
 *
 * @param column the column it looks at
 * @param in if not empty, one of these must be among the column's values
 * @param notIn none of these may be among them
 * @param matches if given, one of the values must match as a whole
 */
public record RowFilter(
        String column,
        List<String> in,
        List<String> notIn,
        @Nullable Pattern matches) {
    public RowFilter {
        in = List.copyOf(in);
        notIn = List.copyOf(notIn);
        if (in.isEmpty() && notIn.isEmpty() && matches == null) {
            throw new IllegalArgumentException("no condition, expected in, not_in or matches");
        }
    }

    boolean accepts(Row row) {
        List<String> values = row.values(column);
        return (in.isEmpty() || values.stream().anyMatch(in::contains))
                && values.stream().noneMatch(notIn::contains)
                && (matches == null
                        || values.stream()
                                .anyMatch(value -> matches.matcher(value).matches()));
    }
}
