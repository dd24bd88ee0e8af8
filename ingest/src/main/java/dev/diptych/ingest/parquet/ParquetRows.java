package dev.diptych.ingest.parquet;

import dev.diptych.ingest.IngestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/** The rows of some columns, one row group after the other. */
final class ParquetRows implements Iterator<Map<String, List<String>>> {
    private final String source;
    private final ByteBuffer file;
    private final List<LeafColumn> columns;
    private final @Nullable ParsedVersion writer;
    private final Iterator<RowGroup> groups;
    private Map<String, ColumnValues> values = Map.of();
    private long left; // rows of the group at hand

    ParquetRows(String source, ByteBuffer file, FileMetaData footer, List<LeafColumn> columns) {
        this.source = source;
        this.file = file;
        this.columns = columns;
        this.writer = writer(footer);
        this.groups = footer.getRow_groups().iterator();
    }

    @Override
    public boolean hasNext() {
        try {
            while (left <= 0 && groups.hasNext()) {
                RowGroup group = groups.next();
                Map<String, ColumnValues> next = new LinkedHashMap<>();
                for (LeafColumn column : columns) {
                    next.put(column.name(), values(group, column));
                }
                values = next;
                left = group.getNum_rows();
            }
            return left > 0;
        } catch (IngestException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw ParquetTable.damaged(source, e);
        }
    }

    @Override
    public Map<String, List<String>> next() {
        if (!hasNext()) {
            throw new NoSuchElementException(source);
        }
        left--;
        try {
            Map<String, List<String>> cells = new LinkedHashMap<>();
            values.forEach((name, column) -> cells.put(name, column.next()));
            return cells;
        } catch (IngestException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            throw ParquetTable.damaged(source, e);
        }
    }

    private ColumnValues values(RowGroup group, LeafColumn column) throws IOException {
        if (group.getColumnsSize() <= column.index()) {
            throw new IOException("a row group without column '" + column.name() + "'");
        }
        ColumnMetaData chunk = group.getColumns().get(column.index()).getMeta_data();
        if (chunk == null) {
            throw new IOException("an encrypted column '" + column.name() + "'");
        }
        if (!PageCodec.knows(chunk.getCodec())) {
            throw new IOException("column '" + column.name() + "' compressed by " + chunk.getCodec());
        }
        return new ColumnValues(
                column, new ChunkPages(file, chunk, column.descriptor().getPrimitiveType()), writer);
    }

    private static @Nullable ParsedVersion writer(FileMetaData footer) {
        try {
            return footer.getCreated_by() == null ? null : VersionParser.parse(footer.getCreated_by());
        } catch (VersionParseException | RuntimeException e) {
            return null;
        }
    }
}
