package dev.diptych.ingest.table;

import dev.diptych.config.Suggestion;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.ReadOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One caption table in memory: the wanted columns of the rows that pass its filters, by key. */
final class CaptionTable implements RowSink {
    /** From so many bad rows on, most of a table must be good. */
    private static final int MANY_BAD = 1000;

    private final TableConfig config;
    private final Set<String> wanted;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<String> filtered = new HashSet<>();
    private final Set<String> columns = new LinkedHashSet<>();
    private final List<BadRow> bad = new ArrayList<>();
    private long good;

    private CaptionTable(TableConfig config, Set<String> wanted) {
        this.config = config;
        this.wanted = wanted;
    }

    /**
     * Reads a table.
     *
     * @param wanted the columns to be kept
     * @throws IngestException if it is missing, malformed, or lacks the columns that keys and filters need
     */
    static CaptionTable load(TableConfig config, Set<String> wanted, ReadOptions options) {
        CaptionTable table = new CaptionTable(config, wanted);
        TableInput.read(config, options, table);
        table.requireMostlyGood();
        if (table.columns.isEmpty()) {
            throw new IngestException(Reason.EMPTY, config.source(), "no rows, expected a caption table");
        }
        requireColumn(config.source(), "key_column", config.keyColumn(), table.columns);
        config.filters().forEach(filter -> requireColumn(config.source(), "where", filter.column(), table.columns));
        return table;
    }

    static void requireColumn(String source, String what, String column, Set<String> known) {
        if (!known.contains(column)) {
            throw new IngestException(
                    Reason.BAD_TABLE,
                    source,
                    what + ": no column '" + column + "', expected one of " + String.join(", ", known)
                            + Suggestion.hint(column, known));
        }
    }

    String source() {
        return config.source();
    }

    /** The rows that were passed over. */
    List<BadRow> badRows() {
        return bad;
    }

    /** The columns that any row has, wanted or not. */
    Set<String> columns() {
        return columns;
    }

    /** The rows that pass the filters, in the order of the table. */
    Map<String, Row> rows() {
        return rows;
    }

    /** Whether the table has this key, but only in rows that a filter rejects. */
    boolean isFiltered(String key) {
        return filtered.contains(key) && !rows.containsKey(key);
    }

    @Override
    public void row(Row raw) {
        good++;
        columns.addAll(raw.columns().keySet());
        Row row = split(raw);
        boolean accepted = config.filters().stream().allMatch(filter -> filter.accepts(row));
        Row kept = row.only(wanted::contains);
        for (String value : row.values(config.keyColumn())) {
            String key = config.key(value);
            if (!accepted) {
                filtered.add(key);
            } else {
                rows.merge(key, kept, Row::merged);
            }
        }
    }

    @Override
    public void bad(String where, String detail) {
        bad.add(new BadRow(config.source(), where, detail));
        if (bad.size() % MANY_BAD == 0) {
            requireMostlyGood();
        }
    }

    private void requireMostlyGood() {
        if (!bad.isEmpty() && (good == 0 || bad.size() >= MANY_BAD && bad.size() > good)) {
            BadRow first = bad.get(0);
            throw new IngestException(
                    Reason.BAD_TABLE,
                    config.source(),
                    first.where() + ": " + first.detail() + "; " + bad.size() + " of " + (good + bad.size())
                            + " rows cannot be read, expected most of them to be whole");
        }
    }

    private Row split(Row row) {
        if (config.separators().isEmpty() && config.dropped().isEmpty()) {
            return row;
        }
        Map<String, List<String>> split = new LinkedHashMap<>(row.columns());
        config.separators()
                .forEach((column, separator) -> split.computeIfPresent(
                        column,
                        (name, values) -> values.stream()
                                .flatMap(value -> Arrays.stream(value.split(Pattern.quote(separator))))
                                .map(String::strip)
                                .filter(part -> !part.isEmpty())
                                .toList()));
        config.dropped()
                .forEach((column, nothing) -> split.computeIfPresent(
                        column,
                        (name, values) -> values.stream()
                                .filter(value -> !nothing.matcher(value.strip()).matches())
                                .toList()));
        return new Row(split);
    }
}
