package dev.diptych.ingest.table.text;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.table.RowSink;
import dev.diptych.ingest.table.TableHead;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows out of separated values, under a header or under names that the configuration gives. */
public final class CsvRows {
    private final String source;
    private final DelimitedText records;
    private final RowSink rows;
    private final List<String> given;
    private final char separator;

    private CsvRows(String source, DelimitedText records, RowSink rows, List<String> given, char separator) {
        this.source = source;
        this.records = records;
        this.rows = rows;
        this.given = given;
        this.separator = separator;
    }

    /**
     * Reads rows; one that has not as many columns as the header is bad.
     *
     * @param tabs whether columns are separated by tabs and never quoted, unless {@code form} has another separator
     * @throws IngestException if a column is there twice
     */
    public static void read(String source, Reader text, boolean tabs, TextForm form, RowSink rows) throws IOException {
        char usual = tabs ? '\t' : ',';
        char separator = form.separator() == null ? usual : form.separator();
        new CsvRows(source, new DelimitedText(text, separator, !tabs), rows, form.header(), separator).all();
    }

    private void all() throws IOException {
        DelimitedText.Record record = records.next();
        if (record == null) {
            return;
        }
        String shown = HeaderLine.shown(record, separator);
        List<String> header = given.isEmpty() ? header(record, shown) : given;
        rows.head(new TableHead(header, Map.of(), shown));
        for (record = given.isEmpty() ? records.next() : record; record != null; record = records.next()) {
            row(header, record);
        }
    }

    private void row(List<String> header, DelimitedText.Record record) {
        List<String> fields = record.fields();
        String where = "line " + record.line();
        if (record.problem() != null) {
            rows.bad(where, record.problem());
        } else if (fields.size() != header.size()) {
            rows.bad(where, fields.size() + " columns, expected " + header.size() + " as in the header");
        } else {
            Map<String, List<String>> columns = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                columns.put(header.get(i), fields.get(i).isEmpty() ? List.of() : List.of(fields.get(i)));
            }
            rows.row(new Row(columns));
        }
    }

    private List<String> header(DelimitedText.Record first, String shown) {
        String problem = first.problem();
        List<String> header = first.fields();
        if (problem == null && new HashSet<>(header).size() < header.size()) {
            problem = "a column twice, expected rows under a header, or header: with their names; " + shown;
        }
        if (problem != null) {
            throw new IngestException(Reason.BAD_TABLE, source, "line " + first.line() + ": " + problem);
        }
        return header;
    }
}
