package dev.diptych.ingest.table;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.name.KeyForms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One caption table in memory: the wanted columns of the rows that pass its filters, by key. */
public final class CaptionTable implements RowSink {
    /** From so many bad rows on, most of a table must be good. */
    private static final int MANY_BAD = 1000;

    private final TableConfig config;
    private final Predicate<String> wanted;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<String> filtered = new HashSet<>();
    private final KeyForms forms = new KeyForms();
    private final Set<String> columns = new LinkedHashSet<>();
    private final List<BadRow> bad = new ArrayList<>();
    private TableHead head = TableHead.NONE;
    private long good;

    private CaptionTable(TableConfig config, Predicate<String> wanted) {
        this.config = config;
        this.wanted = wanted;
    }

    /**
     * Reads a table.
     *
     * @param wanted the columns to be kept
     * @throws IngestException if it is missing, malformed, or lacks the columns that keys and filters need
     */
    public static CaptionTable load(TableConfig config, Predicate<String> wanted, ReadOptions options) {
        CaptionTable table = new CaptionTable(config, wanted);
        Predicate<String> needed = wanted.or(config.keyColumn()::equals)
                .or(column -> config.filters().stream()
                        .anyMatch(filter -> filter.column().equals(column)));
        TableInput.read(config, needed, options, table);
        table.requireMostlyGood();
        if (table.good == 0) {
            throw new IngestException(Reason.EMPTY, config.source(), "no rows, expected a caption table");
        }
        table.requireColumns();
        return table;
    }

    String source() {
        return config.source();
    }

    /** The rows that were passed over. */
    public List<BadRow> badRows() {
        return bad;
    }

    /** The columns that the table says that it has, or that any row has, wanted or not. */
    TableHead head() {
        return head.with(new TableHead(columns, Map.of(), ""));
    }

    /** The rows that pass the filters, in the order of the table. */
    public Map<String, Row> rows() {
        return rows;
    }

    /** Returns the keys of all rows, filtered or not, that mean a file of this name: itself alone if it is one of them. */
    List<String> keysOf(String name) {
        if (has(name)) {
            return List.of(name);
        }
        List<String> keys = new ArrayList<>(forms.of(name));
        String composed = KeyForms.composed(name);
        if (has(composed)) {
            keys.add(composed);
        }
        return keys;
    }

    private boolean has(String key) {
        return rows.containsKey(key) || filtered.contains(key);
    }

    /** Whether the table has this key, but only in rows that a filter rejects. */
    boolean isFiltered(String key) {
        return filtered.contains(key) && !rows.containsKey(key);
    }

    @Override
    public void head(TableHead said) {
        head = said;
        requireColumns();
    }

    @Override
    public void row(Row raw) {
        good++;
        columns.addAll(raw.columns().keySet());
        Row row = split(raw);
        boolean accepted = config.filters().stream().allMatch(filter -> filter.accepts(row));
        Row kept = row.only(wanted);
        for (String value : row.values(config.keyColumn())) {
            String key = config.key(value);
            if (!rows.containsKey(key) && !filtered.contains(key)) {
                forms.add(key, value.indexOf('\\') < 0 ? key : config.key(value.replace('\\', '/')));
            }
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

    private void requireColumns() {
        TableHead known = head();
        known.require(config.source(), "key_column", config.keyColumn());
        config.filters().forEach(filter -> known.require(config.source(), "where", filter.column()));
    }

    private void requireMostlyGood() {
        if (!bad.isEmpty() && (good == 0 || bad.size() >= MANY_BAD && bad.size() > good)) {
            BadRow first = bad.get(0);
            throw new IngestException(
                    Reason.BAD_TABLE,
                    config.source(),
                    first.where() + ": " + first.detail() + "; " + bad.size() + " of " + (good + bad.size())
                            + " rows cannot be read, expected most of them to be whole" + head.hint());
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
