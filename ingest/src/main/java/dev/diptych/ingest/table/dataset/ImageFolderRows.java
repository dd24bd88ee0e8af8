package dev.diptych.ingest.table.dataset;

import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.table.RowSink;
import dev.diptych.ingest.table.TableHead;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of {@code metadata.csv}, {@code .jsonl} or {@code .parquet} in a folder of images, as the Hugging Face Hub has
 * them: {@code file_name} starts from the folder of the table; {@code text} is the caption where there is no {@code caption}.
 */
public final class ImageFolderRows implements RowSink {
    /** The column with the path of an image. */
    public static final String FILE_NAME = "file_name";

    /** The other name of the column with the caption. */
    public static final String TEXT = "text";

    private static final Set<String> NAMES = Set.of("metadata.csv", "metadata.jsonl", "metadata.parquet");

    private final RowSink rows;

    /** @param rows take the rows, with a caption */
    public ImageFolderRows(RowSink rows) {
        this.rows = rows;
    }

    /** Returns whether a file of this name is the table of the folder it is in. */
    public static boolean isTable(String name) {
        return NAMES.contains(name.substring(name.lastIndexOf('/') + 1));
    }

    @Override
    public void head(TableHead head) {
        Set<String> columns = new LinkedHashSet<>(head.columns());
        if (columns.contains(TEXT)) {
            columns.add(CocoRows.CAPTION);
        }
        rows.head(new TableHead(columns, head.unreadable(), head.shown()));
    }

    @Override
    public void row(Row row) {
        if (row.columns().containsKey(TEXT) && row.values(CocoRows.CAPTION).isEmpty()) {
            Map<String, List<String>> columns = new LinkedHashMap<>(row.columns());
            columns.put(CocoRows.CAPTION, row.values(TEXT));
            rows.row(new Row(columns));
        } else {
            rows.row(row);
        }
    }

    @Override
    public void bad(String where, String detail) {
        rows.bad(where, detail);
    }
}
