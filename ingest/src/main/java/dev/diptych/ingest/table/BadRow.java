package dev.diptych.ingest.table;

/**
 * A row that breaks its format's rules and was passed over.
 *
 * @param source the table's name
 * @param where its place in the table, such as {@code line 17}
 * @param detail the actual, then what was expected
 */
public record BadRow(String source, String where, String detail) {}
