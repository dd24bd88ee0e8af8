package dev.diptych.ingest.table;

import java.util.Locale;
import java.util.Optional;

/** The formats of caption tables. */
public enum TableFormat {
    /** An array of objects, or an object whose keys are one column and whose values are the rest. */
    JSON,
    /** One object a line. */
    JSONL,
    /** Comma-separated (RFC 4180), with a header. */
    CSV,
    /** Tab-separated without quoting, with a header. */
    TSV,
    /** Apache Parquet; columns of scalars and of lists of scalars, a field of a struct as {@code struct.field}. */
    PARQUET,
    /** The caption files of an archive, such as {@code .txt}, {@code .json} and {@code .svg}: a row each. */
    FILES;

    /** Returns the format that a file's extension says. */
    public static Optional<TableFormat> ofName(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "json" -> Optional.of(JSON);
            case "jsonl", "ndjson" -> Optional.of(JSONL);
            case "csv" -> Optional.of(CSV);
            case "tsv", "tab" -> Optional.of(TSV);
            case "parquet" -> Optional.of(PARQUET);
            default -> Optional.empty();
        };
    }
}
