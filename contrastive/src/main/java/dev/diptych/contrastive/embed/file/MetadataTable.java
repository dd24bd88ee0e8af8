package dev.diptych.contrastive.embed.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.WholeFile;
import dev.diptych.ingest.parquet.ParquetTableWriter;
import dev.diptych.ingest.parquet.TableColumn;
import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/*
 * A Parquet file states its columns for all rows, but which there are shows only in the rows. They wait in a file of
 * lines, so that memory does not grow with them.
 */
/** The table of a partition: a row of fields for each row of vectors, its columns those of any row. */
public final class MetadataTable implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WholeFile file;
    private final Path waiting;
    private final BufferedWriter lines;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /** @param columns of text that are there whether a row has them or not */
    public MetadataTable(Path file, List<String> columns) throws IOException {
        this.file = WholeFile.begin(file);
        this.waiting = file.resolveSibling(file.getFileName() + ".rows" + WholeFile.SUFFIX);
        Files.deleteIfExists(waiting);
        this.lines = Files.newBufferedWriter(waiting);
        columns.forEach(column -> kinds.put(column, Kind.TEXT));
    }

    public void add(ObjectNode row) throws IOException {
        row.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                kinds.merge(field.getKey(), Kind.of(field.getValue()), Kind::or);
            } else {
                kinds.putIfAbsent(field.getKey(), Kind.TEXT);
            }
        });
        lines.write(row.toString());
        lines.write('\n');
    }

    /** Writes the table and moves it to its name. */
    public void finish() throws IOException {
        lines.close();
        List<TableColumn> columns = kinds.entrySet().stream()
                .map(kind -> new TableColumn(kind.getKey(), kind.getValue()))
                .toList();
        try (BufferedReader rows = Files.newBufferedReader(waiting);
                ParquetTableWriter writer = new ParquetTableWriter(file.partial(), columns)) {
            for (String line = rows.readLine(); line != null; line = rows.readLine()) {
                JsonNode row = JSON.readTree(line);
                List<JsonNode> cells = new ArrayList<>();
                for (TableColumn column : columns) {
                    JsonNode cell = row.get(column.name());
                    cells.add(cell == null ? MissingNode.getInstance() : cell);
                }
                writer.add(cells);
            }
            writer.finish();
        }
        Files.delete(waiting);
        file.commit();
    }

    /** Removes what is there if it was not finished. */
    @Override
    public void close() throws IOException {
        lines.close();
        Files.deleteIfExists(waiting);
        file.close();
    }
}
