package dev.diptych.ingest.table;

import dev.diptych.ingest.caption.Row;

/** Takes the head and the rows of a table, one after the other. */
public interface RowSink {
    /**
     * Takes note of what the table says of its columns before its rows; called in formats that do.
     *
     * @throws dev.diptych.ingest.IngestException if a column is missing without which the rows are of no use
     */
    void head(TableHead head);

    void row(Row row);

    /**
     * Takes note of a row that breaks its format's rules and is passed over.
     *
     * @param where its place in the table, such as {@code line 17}
     * @param detail the actual, then what was expected
     */
    void bad(String where, String detail);
}
