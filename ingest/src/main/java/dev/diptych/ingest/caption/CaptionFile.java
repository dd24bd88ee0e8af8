package dev.diptych.ingest.caption;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.json.DataJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kinds of caption file that stand beside one image, or make a table of one row each. */
public enum CaptionFile {
    /** Text: the column {@code txt}. */
    TEXT,
    /** A JSON object: its fields. */
    JSON,
    /** A drawing: the columns that {@link SvgMetadata} names, where its metadata has them. */
    SVG;

    /** The column that text becomes. */
    public static final String TEXT_COLUMN = "txt";

    /** How a text file holds captions. */
    public enum TextLines {
        /** The whole text is one caption. */
        WHOLE,
        /** The first line that is not blank is the caption; the rest is something else, such as translations. */
        FIRST,
        /** Each line is a caption. */
        EACH
    }

    /** Returns the kind that a file's extension says. */
    public static Optional<CaptionFile> ofName(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "txt", "cap", "caption" -> Optional.of(TEXT);
            case "json" -> Optional.of(JSON);
            case "svg" -> Optional.of(SVG);
            default -> Optional.empty();
        };
    }

    /** Returns the most bytes that such a file may have: one beyond is no caption. */
    public long maxBytes() {
        return this == SVG ? 16 << 20 : 1 << 20;
    }

    /**
     * Returns the row of one file.
     *
     * @throws IngestException if it is not of this kind
     */
    public Row row(String source, byte[] bytes, TextLines lines) {
        return switch (this) {
            case TEXT -> new Row(Map.of(TEXT_COLUMN, text(bytes, lines)));
            case JSON -> Row.of(DataJson.object(source, bytes));
            case SVG -> new Row(SvgMetadata.read(source, bytes).columns());
        };
    }

    private static List<String> text(byte[] bytes, TextLines lines) {
        String text = new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", "");
        return switch (lines) {
            case WHOLE -> List.of(text.strip());
            case FIRST -> text.lines().filter(line -> !line.isBlank()).limit(1).toList();
            case EACH -> text.lines().filter(line -> !line.isBlank()).toList();
        };
    }
}
