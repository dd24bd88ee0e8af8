package dev.diptych.ingest.parquet;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a Parquet file. Columns of bytes without structure, of lists of lists, and of INT96 are left out. */
public final class ParquetTable {
    private static final int MAGIC = 0x31524150;
    private static final int ENCRYPTED_MAGIC = 0x45524150;
    private static final int TAIL = 8;
    private static final int MAX_FOOTER = 64 << 20;

    private ParquetTable() {}

    /**
     * Hands on each row: the values of each column, none where it is null, several where it is a list.
     *
     * @param source the name for error lines
     * @throws IngestException if it is no Parquet, damaged, or compressed by something else than snappy, gzip, zstd and
     *     LZ4_RAW
     */
    public static void read(String source, ByteBuffer file, Consumer<Map<String, List<String>>> rows) {
        try {
            FileMetaData footer = footer(file.order(ByteOrder.LITTLE_ENDIAN));
            List<LeafColumn> columns = LeafColumn.of(footer.getSchema());
            @Nullable ParsedVersion writer = writer(footer);
            for (RowGroup group : footer.getRow_groups()) {
                rowGroup(file, group, columns, writer, rows);
            }
        } catch (IngestException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            String actual = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
            throw new IngestException(
                    Reason.BAD_TABLE, source, IngestException.NO_OFFSET, actual + ", expected a whole Parquet file", e);
        }
    }

    /** The rows that a file says it has, or -1 where it is no whole Parquet file. */
    public static long rows(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                return -1;
            }
            ByteBuffer file = channel.map(MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
            return footer(file).getNum_rows();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    private static FileMetaData footer(ByteBuffer file) throws IOException {
        int size = file.limit();
        int magic = size < TAIL + 4 ? 0 : file.getInt(size - 4);
        if (magic == ENCRYPTED_MAGIC) {
            throw new IOException("an encrypted footer");
        }
        if (magic != MAGIC) {
            throw new IOException("no PAR1 at the end");
        }
        int length = file.getInt(size - TAIL);
        if (length < 0 || length > size - TAIL - 4 || length > MAX_FOOTER) {
            throw new IOException("a footer of " + length + " bytes");
        }
        return Util.readFileMetaData(new ChunkPages.Remaining(file.slice(size - TAIL - length, length)), MAX_FOOTER);
    }

    private static void rowGroup(
            ByteBuffer file,
            RowGroup group,
            List<LeafColumn> columns,
            @Nullable ParsedVersion writer,
            Consumer<Map<String, List<String>>> rows)
            throws IOException {
        Map<String, ColumnValues> values = new LinkedHashMap<>();
        for (LeafColumn column : columns) {
            if (column.isReadable()) {
                values.put(column.name(), values(file, group, column, writer));
            }
        }
        if (values.isEmpty()) {
            throw new IOException("no column of text or numbers");
        }
        for (long row = 0; row < group.getNum_rows(); row++) {
            Map<String, List<String>> cells = new LinkedHashMap<>();
            values.forEach((name, column) -> cells.put(name, column.next()));
            rows.accept(cells);
        }
    }

    private static ColumnValues values(
            ByteBuffer file, RowGroup group, LeafColumn column, @Nullable ParsedVersion writer) throws IOException {
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
