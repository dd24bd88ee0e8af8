package dev.diptych.search.index;

import dev.diptych.file.RecordException;
import dev.diptych.file.RecordFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** What the rows are, in a mapped file of records, of which the last is the index' id; for any number of threads. */
public final class StoredRows {
    private final Path file;
    private final RecordFile records;

    private StoredRows(Path file, RecordFile records) {
        this.file = file;
        this.records = records;
    }

    static StoredRows open(Path file, Manifest manifest) throws IOException {
        try {
            RecordFile records = RecordFile.open(file);
            int rows = records.count() - 1;
            if (rows != manifest.count()
                    || !manifest.id().equals(new String(records.get(rows), StandardCharsets.UTF_8))) {
                throw IndexException.reading(
                        file.toString(),
                        rows + " rows of another index, expected " + manifest.count() + " of " + manifest.id()
                                + ", as index.json beside it");
            }
            return new StoredRows(file, records);
        } catch (RecordException e) {
            throw IndexException.reading(file.toString(), e.problem() + "; index again with --overwrite", e);
        }
    }

    /**
     * One row.
     *
     * @throws IndexException if its bytes are damaged
     */
    public RowRecord get(int row) {
        try {
            return RowRecord.of(bytes(row));
        } catch (IOException e) {
            throw IndexException.reading(
                    file.toString(),
                    "row " + row + ": damaged, expected a JSON object; index again with --overwrite",
                    e);
        }
    }

    private byte[] bytes(int row) {
        try {
            return records.get(row);
        } catch (RecordException e) {
            throw IndexException.reading(file.toString(), e.problem() + "; index again with --overwrite", e);
        }
    }

    /** Which rows have all of these values: of a field, or among the values of a list. */
    public IntPredicate having(Map<String, String> wanted) {
        List<byte[]> texts = wanted.values().stream()
                .map(value -> new RowRecord(Map.of("", List.of(value))).bytes())
                .map(json -> new String(json, StandardCharsets.UTF_8))
                .map(json ->
                        json.substring("{\"\":".length(), json.length() - 1).getBytes(StandardCharsets.UTF_8))
                .toList();
        return row -> {
            byte[] bytes = bytes(row);
            // Reading JSON takes long; most rows do not have the text in any field.
            return texts.stream().allMatch(text -> contains(bytes, text))
                    && wanted.entrySet().stream()
                            .allMatch(each -> get(row).values(each.getKey()).contains(each.getValue()));
        };
    }

    private static boolean contains(byte[] bytes, byte[] text) {
        for (int from = 0; from + text.length <= bytes.length; from++) {
            int i = 0;
            while (i < text.length && bytes[from + i] == text[i]) {
                i++;
            }
            if (i == text.length) {
                return true;
            }
        }
        return false;
    }
}
