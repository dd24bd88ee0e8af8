package dev.diptych.contrastive.vectors.format;

import dev.diptych.contrastive.vectors.row.MetadataField;
import java.util.List;
import java.util.stream.Collectors;

/** Cells in the text format of PostgreSQL's COPY (its manual, "COPY", "File Formats", and "Arrays", "Array Input and Output Syntax"). */
final class CopyText {
    private static final String NULL = "\\N";

    private CopyText() {}

    /** A cell; none of the values is null. PostgreSQL's texts hold no NUL, which becomes U+FFFD. */
    static String cell(MetadataField field, List<String> values) {
        if (values.isEmpty()) {
            return NULL;
        }
        return switch (field.kind()) {
            case FLAG, INTEGER -> values.get(0);
            case REAL -> Double.isFinite(Double.parseDouble(values.get(0))) ? values.get(0) : NULL;
            case TEXT -> escaped(RowJson.text(values));
            case TEXTS, REALS ->
                escaped(values.stream()
                        .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.joining(",", "{", "}")));
        };
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace('\0', '\uFFFD');
    }
}
