package dev.diptych.ingest.table;

import dev.diptych.config.Suggestion;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One caption table in memory: the wanted columns of the rows that pass its filters, by key. */
final class CaptionTable {
    /** The largest table that is read, in bytes. */
    static final long MAX_BYTES = 1L << 30;

    private final TableConfig config;
    private final Set<String> wanted;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<String> filtered = new HashSet<>();
    private final Set<String> columns = new LinkedHashSet<>();

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
    static CaptionTable load(TableConfig config, Set<String> wanted) {
        CaptionTable table = new CaptionTable(config, wanted);
        byte[] bytes = bytes(config);
        switch (config.format()) {
            case JSON -> JsonRows.read(config.source(), bytes, config.keysAs(), config.valuesAs(), false, table::add);
            case JSONL -> JsonRows.read(config.source(), bytes, config.keysAs(), config.valuesAs(), true, table::add);
            case CSV -> CsvRows.read(config.source(), bytes, false, table::add);
            case TSV -> CsvRows.read(config.source(), bytes, true, table::add);
        }
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

    private void add(Row raw) {
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

    private Row split(Row row) {
        if (config.separators().isEmpty()) {
            return row;
        }
        Map<String, List<String>> split = new LinkedHashMap<>(row.columns());
        config.separators()
                .forEach((column, separator) -> split.computeIfPresent(column, (name, values) -> {
                    List<String> parts = new ArrayList<>();
                    values.forEach(value -> parts.addAll(Arrays.asList(value.split(Pattern.quote(separator)))));
                    return parts.stream()
                            .map(String::strip)
                            .filter(part -> !part.isEmpty())
                            .toList();
                }));
        return new Row(split);
    }

    private static byte[] bytes(TableConfig config) {
        String member = config.member();
        if (member != null) {
            return memberBytes(config, member);
        }
        try {
            if (Files.size(config.file()) > MAX_BYTES) {
                throw new IngestException(
                        Reason.TOO_LARGE,
                        config.file().toString(),
                        "expected a table of at most " + MAX_BYTES + " bytes");
            }
            return Files.readAllBytes(config.file());
        } catch (NoSuchFileException e) {
            throw new IngestException(
                    Reason.MISSING, config.file().toString(), "no such file, expected a caption table");
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    config.file().toString(),
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected a caption table",
                    e);
        }
    }

    private static byte[] memberBytes(TableConfig config, String wanted) {
        Set<String> sameFormat = new LinkedHashSet<>();
        try (Archive archive = Archive.open(config.file())) {
            @Nullable Member member = archive.next();
            while (member != null) {
                if (member.name().equals(wanted)) {
                    return archive.bytes(MAX_BYTES);
                }
                if (TableFormat.ofName(member.name()).isPresent() && sameFormat.size() < 8) {
                    sameFormat.add(member.name());
                }
                member = archive.next();
            }
        }
        String known = sameFormat.isEmpty() ? "a caption table" : "one such as " + String.join(", ", sameFormat);
        throw new IngestException(Reason.MISSING, config.source(), "no such member, expected " + known);
    }
}
