package dev.diptych.ingest.table;

import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.CaptionSet;
import dev.diptych.ingest.caption.CaptionTemplate;
import dev.diptych.ingest.caption.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The caption tables, joined. The first table decides which keys exist; the others add columns to its rows where they
 * have the key. Templates make captions of the columns, in their order.
 */
public final class Captions {
    /** The most characters of a caption, unless the configuration says otherwise. */
    public static final int DEFAULT_MAX_LENGTH = 2000;

    private final List<CaptionTable> tables;
    private final List<CaptionTemplate> templates;
    private final int maxLength;

    private final Set<String> columns;

    private Captions(List<CaptionTable> tables, List<CaptionTemplate> templates, int maxLength, Set<String> columns) {
        this.tables = tables;
        this.templates = templates;
        this.maxLength = maxLength;
        this.columns = columns;
    }

    /**
     * Reads the tables.
     *
     * @param maxLength the most Unicode characters of a caption; longer ones are rejected
     * @throws dev.diptych.ingest.IngestException if one cannot be read, or a column of a template is in none
     */
    public static Captions load(List<TableConfig> configs, List<CaptionTemplate> templates, int maxLength) {
        return load(configs, templates, maxLength, Set.of(), ReadOptions.DEFAULT);
    }

    /**
     * Reads the tables with columns beyond those of the templates.
     *
     * @throws dev.diptych.ingest.IngestException if one cannot be read, or a column is in none
     */
    public static Captions load(
            List<TableConfig> configs,
            List<CaptionTemplate> templates,
            int maxLength,
            Set<String> more,
            ReadOptions options) {
        Set<String> wanted = new LinkedHashSet<>();
        wanted.addAll(more);
        templates.forEach(template -> wanted.addAll(template.columns()));
        List<CaptionTable> tables = configs.stream()
                .map(config -> CaptionTable.load(config, wanted::contains, options))
                .toList();
        if (!tables.isEmpty()) {
            String sources = String.join(
                    " and ", tables.stream().map(CaptionTable::source).toList());
            TableHead known = tables.stream().map(CaptionTable::head).reduce(TableHead.NONE, TableHead::with);
            wanted.forEach(column -> known.require(sources, "captions", column));
        }
        return new Captions(tables, templates, maxLength, wanted);
    }

    /** Returns whether this column was asked for, by a template or beside them. */
    public boolean wants(String column) {
        return columns.contains(column);
    }

    /**
     * Returns the keys of the first table's rows, filtered or not, that mean a file of this name: itself alone if it is one, else
     * those that are it but for the separators of a path or the Unicode normal form.
     */
    public List<String> keysOf(String name) {
        return tables.isEmpty() ? List.of() : tables.get(0).keysOf(name);
    }

    /** Returns the joined row of a file's name, found in each table by {@link #keysOf}, or nothing where the first has none. */
    public Optional<Row> row(String name) {
        Row joined = null;
        for (CaptionTable table : tables) {
            List<String> keys = table.keysOf(name);
            Row row = keys.size() == 1 ? table.rows().get(keys.get(0)) : null;
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

    /** Returns whether there are no tables, so that captions stand beside the images. */
    public boolean isBeside() {
        return tables.isEmpty();
    }

    /** Returns the keys of the first table, in its order. */
    public Set<String> keys() {
        return tables.isEmpty() ? Set.of() : tables.get(0).rows().keySet();
    }

    /** Returns the rows that were passed over, in the order of the tables. */
    public List<BadRow> badRows() {
        return tables.stream().flatMap(table -> table.badRows().stream()).toList();
    }

    /** Returns the name of the first table. */
    public String source() {
        return tables.isEmpty() ? "" : tables.get(0).source();
    }

    /** Returns the captions of a row, clean. */
    public CaptionSet of(Row row) {
        List<String> captions = new ArrayList<>();
        templates.forEach(template -> captions.addAll(template.captions(row)));
        long cut = templates.stream().mapToLong(template -> template.cut(row)).sum();
        return CaptionSet.of(captions, maxLength, cut);
    }
}
