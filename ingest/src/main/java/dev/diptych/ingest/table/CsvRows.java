package dev.diptych.ingest.table;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.Row;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows out of comma- or tab-separated text with a header. */
final class CsvRows {
    private CsvRows() {}

    /** Reads rows; one that has not as many columns as the header is bad. */
    static void read(String source, Reader text, boolean tabs, RowSink rows) throws IOException {
        DelimitedText records = new DelimitedText(text, tabs ? '\t' : ',', !tabs);
        DelimitedText.Record first = records.next();
        if (first == null) {
            return;
        }
        List<String> header = header(source, first);
        for (DelimitedText.Record record = records.next(); record != null; record = records.next()) {
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
    }

    private static List<String> header(String source, DelimitedText.Record first) {
        String problem = first.problem();
        List<String> header = first.fields();
        if (problem == null && new HashSet<>(header).size() < header.size()) {
            problem = "a column twice in " + String.join(", ", header) + ", expected rows under a header";
        }
        if (problem != null) {
            throw new IngestException(Reason.BAD_TABLE, source, "line " + first.line() + ": " + problem);
        }
        return header;
    }
}
