package dev.diptych.ingest.table;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The caption tables, joined. The first table decides which keys exist; the others add columns to its rows where they
 * have the key. Templates make captions of the columns, in their order.
 */
public final class Captions {
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");

    private final List<CaptionTable> tables;
    private final List<CaptionTemplate> templates;

    private final Set<String> columns;

    private Captions(List<CaptionTable> tables, List<CaptionTemplate> templates, Set<String> columns) {
        this.tables = tables;
        this.templates = templates;
        this.columns = columns;
    }

    /**
     * Reads the tables.
     *
     * @throws dev.diptych.ingest.IngestException if one cannot be read, or a column of a template is in none
     */
    public static Captions load(List<TableConfig> configs, List<CaptionTemplate> templates) {
        return load(configs, templates, Set.of());
    }

    /**
     * Reads the tables with columns beyond those of the templates.
     *
     * @throws dev.diptych.ingest.IngestException if one cannot be read, or a column is in none
     */
    public static Captions load(List<TableConfig> configs, List<CaptionTemplate> templates, Set<String> more) {
        Set<String> wanted = new LinkedHashSet<>();
        wanted.addAll(more);
        templates.forEach(template -> wanted.addAll(template.columns()));
        List<CaptionTable> tables = configs.stream()
                .map(config -> CaptionTable.load(config, wanted))
                .toList();
        Set<String> known = new LinkedHashSet<>();
        tables.forEach(table -> known.addAll(table.columns()));
        if (!tables.isEmpty()) {
            String sources = String.join(
                    " and ", tables.stream().map(CaptionTable::source).toList());
            wanted.forEach(column -> CaptionTable.requireColumn(sources, "captions", column, known));
        }
        return new Captions(tables, templates, wanted);
    }

    /** Returns whether this column was asked for, by a template or beside them. */
    public boolean wants(String column) {
        return columns.contains(column);
    }

    /** Returns the joined row of a key, or nothing where the first table has none. */
    public Optional<Row> row(String key) {
        Row joined = null;
        for (CaptionTable table : tables) {
            Row row = table.rows().get(key);
            if (joined == null) {
                if (row == null) {
                    return Optional.empty();
                }
                joined = row;
            } else if (row != null) {
                joined = joined.with(row);
            }
        }
        return Optional.ofNullable(joined);
    }

    /** Returns whether the first table has this key only in rows that a filter rejects. */
    public boolean isFiltered(String key) {
        return !tables.isEmpty() && tables.get(0).isFiltered(key);
    }

    /** Returns the keys of the first table, in its order. */
    public Set<String> keys() {
        return tables.isEmpty() ? Set.of() : tables.get(0).rows().keySet();
    }

    /** Returns the name of the first table. */
    public String source() {
        return tables.isEmpty() ? "" : tables.get(0).source();
    }

    /** Returns the captions of a row, in Unicode NFC on one line each, none of them empty, none twice but for case. */
    public List<String> of(Row row) {
        Map<String, String> captions = new LinkedHashMap<>();
        for (CaptionTemplate template : templates) {
            for (String caption : template.captions(row)) {
                String clean = SPACE.matcher(Normalizer.normalize(caption, Normalizer.Form.NFC))
                        .replaceAll(" ")
                        .strip();
                if (!clean.isEmpty()) {
                    captions.putIfAbsent(clean.toLowerCase(Locale.ROOT), clean);
                }
            }
        }
        return new ArrayList<>(captions.values());
    }
}
