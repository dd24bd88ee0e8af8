package dev.diptych.ingest.table;

import dev.diptych.ingest.IngestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The caption files that stand beside one image under the same name: a {@code .txt}, a {@code .json}, or both. */
public final class CaptionFile {
    /** The column that the text of a {@code .txt} becomes. */
    public static final String TEXT_COLUMN = "txt";

    private CaptionFile() {}

    /**
     * Returns the row of one file: the whole text as the column {@code txt}, or the fields of a JSON object.
     *
     * @param json whether it is a {@code .json}
     * @throws IngestException if it is to be JSON and is not one object
     */
    public static Row row(String source, byte[] bytes, boolean json) {
        return json
                ? JsonRows.single(source, bytes)
                : new Row(Map.of(TEXT_COLUMN, List.of(new String(bytes, StandardCharsets.UTF_8).strip())));
    }
}
