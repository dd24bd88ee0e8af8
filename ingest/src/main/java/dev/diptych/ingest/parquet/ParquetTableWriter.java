package dev.diptych.ingest.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Writes rows of JSON values as a Parquet file: version 1 pages, compressed by snappy, {@value #GROUP_ROWS} rows a group, of
 * which one is in memory. The same rows give the same bytes.
 */
public final class ParquetTableWriter implements AutoCloseable {
    /** Rows of a row group. */
    static final int GROUP_ROWS = 10_000;

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int ELEMENT = 3; // the definition level of a list's element that is there
    private static final String CREATED_BY = "diptych version 1";
    private static final ParquetProperties PROPERTIES = ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .build();

    private final List<TableColumn> columns;
    private final MessageType schema;
    private final OutputStream out;
    private final List<RowGroup> groups = new ArrayList<>();
    private long length;
    private long rows;
    private int inGroup;
    private List<ChunkWriter> chunks = List.of();
    private ColumnWriteStore store;
    private List<ColumnWriter> writers = List.of();

    /**
     * Starts a file.
     *
     * @param columns at least one, names distinct
     */
    public ParquetTableWriter(Path file, List<TableColumn> columns) throws IOException {
        if (columns.isEmpty()
                || columns.stream().map(TableColumn::name).distinct().count() != columns.size()) {
            throw new IllegalArgumentException(
                    "parquet: columns " + columns + ", expected one or more of distinct names");
        }
        this.columns = List.copyOf(columns);
        this.schema = new MessageType(
                "schema", columns.stream().map(TableColumn::type).toArray(Type[]::new));
        this.out = new BufferedOutputStream(Files.newOutputStream(file));
        this.store = startGroup();
        write(MAGIC);
    }

    /** Appends a row. @param cells a value for each column, JSON's null where it is missing */
    public void add(List<? extends JsonNode> cells) throws IOException {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "parquet: a row of " + cells.size() + " cells, expected " + columns.size());
        }
        for (int i = 0; i < columns.size(); i++) {
            add(columns.get(i).kind(), cells.get(i), writers.get(i));
        }
        store.endRecord();
        rows++;
        inGroup++;
        if (inGroup == GROUP_ROWS) {
            endGroup();
            store = startGroup();
        }
    }

    /** Writes what is left, and the footer. */
    public void finish() throws IOException {
        if (inGroup > 0) {
            endGroup();
        }
        List<SchemaElement> elements = new ArrayList<>();
        SchemaElement root = new SchemaElement("schema");
        root.setNum_children(columns.size());
        elements.add(root);
        columns.forEach(column -> elements.addAll(column.elements()));
        FileMetaData footer = new FileMetaData(1, elements, rows, groups);
        footer.setCreated_by(CREATED_BY);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, bytes);
        write(bytes.toByteArray());
        write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.size())
                .array());
        write(MAGIC);
        out.close();
    }

    @Override
    public void close() throws IOException {
        store.close();
        out.close();
    }

    private static void add(TableColumn.Kind kind, JsonNode cell, ColumnWriter writer) {
        if (cell.isNull() || cell.isMissingNode()) {
            writer.writeNull(0, 0);
            return;
        }
        switch (kind) {
            case FLAG -> writer.write(cell.booleanValue(), 0, 1);
            case INTEGER -> writer.write(cell.longValue(), 0, 1);
            case REAL -> writer.write(cell.doubleValue(), 0, 1);
            case TEXT -> writer.write(text(cell), 0, 1);
            case TEXTS -> addAll(cell, writer, (element, level) -> writer.write(text(element), level, ELEMENT));
            case REALS -> addAll(cell, writer, (element, level) -> writer.write(element.doubleValue(), level, ELEMENT));
        }
    }

    /** Levels of a list: 0 missing, 1 empty, 2 a missing element, 3 an element. */
    private static void addAll(JsonNode list, ColumnWriter writer, ObjIntConsumer<JsonNode> element) {
        if (list.isEmpty()) {
            writer.writeNull(0, 1);
        }
        int repetition = 0;
        for (JsonNode each : list) {
            if (each.isNull()) {
                writer.writeNull(repetition, 2);
            } else {
                element.accept(each, repetition);
            }
            repetition = 1;
        }
    }

    private static Binary text(JsonNode cell) {
        return Binary.fromString(cell.isContainerNode() ? cell.toString() : cell.asText());
    }

    private ColumnWriteStore startGroup() {
        chunks = columns.stream().map(ChunkWriter::new).toList();
        ColumnWriteStore started = new ColumnWriteStoreV1(
                schema, descriptor -> chunks.get(schema.getColumns().indexOf(descriptor)), PROPERTIES);
        writers = schema.getColumns().stream().map(started::getColumnWriter).toList();
        inGroup = 0;
        return started;
    }

    private void endGroup() throws IOException {
        store.flush();
        List<ColumnChunk> written = new ArrayList<>();
        long bytes = 0;
        for (ChunkWriter chunk : chunks) {
            ColumnChunk facts = chunk.writeTo(out, length);
            length += facts.getMeta_data().getTotal_compressed_size();
            bytes += facts.getMeta_data().getTotal_uncompressed_size();
            written.add(facts);
        }
        store.close();
        groups.add(new RowGroup(written, bytes, inGroup));
        inGroup = 0;
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        length += bytes.length;
    }
}
