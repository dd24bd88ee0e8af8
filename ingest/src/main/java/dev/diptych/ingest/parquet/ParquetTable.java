package dev.diptych.ingest.parquet;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.compression.Failures;
import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/** The rows of a Parquet file, of which only the columns that are asked for are decoded. */
public final class ParquetTable {
    private static final int MAGIC = 0x31524150;
    private static final int ENCRYPTED_MAGIC = 0x45524150;
    private static final int TAIL = 8;
    private static final int MAX_FOOTER = 64 << 20;

    private final String source;
    private final ByteBuffer file;
    private final FileMetaData footer;
    private final List<LeafColumn> leaves;

    private ParquetTable(String source, ByteBuffer file, FileMetaData footer, List<LeafColumn> leaves) {
        this.source = source;
        this.file = file;
        this.footer = footer;
        this.leaves = leaves;
    }

    /**
     * Reads what a file says of its columns.
     *
     * @param source the name for error lines
     * @throws IngestException if it is no Parquet, or its footer is damaged
     */
    public static ParquetTable open(String source, ByteBuffer file) {
        try {
            FileMetaData footer = footer(file.order(ByteOrder.LITTLE_ENDIAN));
            return new ParquetTable(source, file, footer, LeafColumn.of(footer.getSchema()));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw damaged(source, e);
        }
    }

    /**
     * Reads what a file says of its columns; the rest is read when it is asked for.
     *
     * @param expected what the file would be, such as {@code a score file}
     * @throws IngestException if there is none, it is no Parquet, its footer is damaged, or it is larger than 2 GiB
     */
    public static ParquetTable open(Path path, String expected) {
        String source = path.toString();
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new IngestException(
                        Reason.TOO_LARGE, source, size + " bytes, expected at most " + Integer.MAX_VALUE);
            }
            return open(source, channel.map(MapMode.READ_ONLY, 0, size));
        } catch (IOException e) {
            throw IngestException.unreadable(source, e, expected);
        }
    }

    /** Returns the columns of scalars and of lists of scalars. */
    public List<String> columns() {
        return leaves.stream()
                .filter(leaf -> leaf.text() != null)
                .map(LeafColumn::name)
                .toList();
    }

    /** Returns the other columns, each with what it holds: bytes without structure, INT96, INTERVAL, lists of lists. */
    public Map<String, String> unreadable() {
        Map<String, String> types = new LinkedHashMap<>();
        leaves.stream().filter(leaf -> leaf.text() == null).forEach(leaf -> types.put(leaf.name(), leaf.type()));
        return types;
    }

    /** Returns what the columns hold that {@link #columns} lists. */
    public Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        leaves.stream().filter(leaf -> leaf.text() != null).forEach(leaf -> kinds.put(leaf.name(), leaf.kind()));
        return kinds;
    }

    /** Returns how many rows the file says it has. */
    public long rows() {
        return footer.getNum_rows();
    }

    /** Hands on each row, as {@link #rows(Predicate)} returns them. */
    public void rows(Predicate<String> wanted, Consumer<Map<String, List<String>>> rows) {
        rows(wanted).forEachRemaining(rows);
    }

    /**
     * Returns the rows: the values of each wanted column, none where it is null, several where it is a list. What comes of them throws
     * {@link IngestException} where one of these columns is damaged, encrypted, or compressed by something else than snappy, gzip,
     * zstd and LZ4_RAW; what is wrong with any other does not matter.
     */
    public Iterator<Map<String, List<String>>> rows(Predicate<String> wanted) {
        List<LeafColumn> columns = leaves.stream()
                .filter(leaf -> leaf.text() != null && wanted.test(leaf.name()))
                .toList();
        return new ParquetRows(source, file, footer, columns);
    }

    /** What the library wraps says something of its own insides. */
    static IngestException damaged(String source, Throwable e) {
        Throwable cause =
                e instanceof UncheckedIOException unchecked ? Objects.requireNonNull(unchecked.getCause()) : e;
        String actual = cause.getCause() == null ? Failures.said(cause) : "broken data";
        return new IngestException(
                Reason.BAD_TABLE, source, IngestException.NO_OFFSET, actual + ", expected a whole Parquet file", e);
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
}
