package dev.diptych.ingest.table;

import dev.diptych.ingest.caption.Row;

/** Takes the rows of a table, one after the other. */
interface RowSink {
    void row(Row row);

    /**
     * Takes note of a row that breaks its format's rules and is passed over.
     *
     * @param where its place in the table, such as {@code line 17}
     * @param detail the actual, then what was expected
     */
    void bad(String where, String detail);
}
