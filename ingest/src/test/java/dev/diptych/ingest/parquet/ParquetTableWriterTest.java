package dev.diptych.ingest.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableWriterTest {
    private static final int ROWS = 2 * ParquetTableWriter.GROUP_ROWS + 17;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<TableColumn> COLUMNS = List.of(
            new TableColumn("key", Kind.TEXT),
            new TableColumn("text é", Kind.TEXT),
            new TableColumn("width", Kind.INTEGER),
            new TableColumn("score", Kind.REAL),
            new TableColumn("ok", Kind.FLAG),
            new TableColumn("captions", Kind.TEXTS),
            new TableColumn("scores", Kind.REALS),
            new TableColumn("never", Kind.TEXT));

    @TempDir
    private Path folder;

    private static ObjectNode row(int i) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("key", String.format("%09d", i));
        if (i % 3 != 0) {
            row.put("text é", "few values é " + i % 7);
        }
        if (i % 4 != 1) {
            row.put("width", i * 1_000_000_007L);
        }
        row.put("score", i / 8.0);
        row.put("ok", i % 2 == 0);
        if (i % 5 != 0) {
            ArrayNode captions = row.putArray("captions");
            for (int n = 0; n < i % 4; n++) {
                captions.add("caption " + i + "." + n);
            }
        }
        if (i % 6 != 0) {
            ArrayNode scores = row.putArray("scores");
            for (int n = 0; n < i % 3; n++) {
                scores.add(n + 1 / (1.0 + i));
            }
        }
        return row;
    }

    private Path written(String name) throws IOException {
        Path file = folder.resolve(name);
        try (ParquetTableWriter writer = new ParquetTableWriter(file, COLUMNS)) {
            for (int i = 0; i < ROWS; i++) {
                ObjectNode row = row(i);
                List<JsonNode> cells = new ArrayList<>();
                COLUMNS.forEach(column -> cells.add(row.path(column.name())));
                writer.add(cells);
            }
            writer.finish();
        }
        return file;
    }

    @Test
    void ownReaderReadsItBack() throws IOException {
        List<Map<String, List<String>>> rows = new ArrayList<>();
        ParquetTable.open("a.parquet", ByteBuffer.wrap(Files.readAllBytes(written("a.parquet"))))
                .rows(column -> true, rows::add);

        assertThat(rows).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            ObjectNode row = row(i);
            for (TableColumn column : COLUMNS) {
                List<String> expected = new ArrayList<>();
                JsonNode cell = row.path(column.name());
                if (cell.isArray()) {
                    cell.forEach(element -> expected.add(element.asText()));
                } else if (!cell.isMissingNode()) {
                    expected.add(cell.asText().replaceFirst("\\.0$", ""));
                }
                assertThat(rows.get(i).get(column.name()))
                        .as("%s of row %d", column.name(), i)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void referenceReaderReadsItBack() throws IOException {
        Path file = written("b.parquet");
        int count = 0;
        try (ParquetReader<Group> reader = new ReferenceBuilder(file).build()) {
            for (Group group = reader.read(); group != null; group = reader.read()) {
                assertThat(text(group)).isEqualTo(text(row(count)));
                count++;
            }
        }
        assertThat(count).isEqualTo(ROWS);
    }

    private static final class ReferenceBuilder extends ParquetReader.Builder<Group> {
        ReferenceBuilder(Path file) {
            super(new LocalInputFile(file), new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    private static String text(Group group) {
        StringBuilder text = new StringBuilder();
        for (TableColumn column : COLUMNS) {
            if (group.getFieldRepetitionCount(column.name()) == 0) {
                continue;
            }
            text.append(column.name()).append('=');
            if (column.kind().isList()) {
                Group list = group.getGroup(column.name(), 0);
                for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
                    text.append(list.getGroup("list", i).getValueToString(0, 0)).append('|');
                }
            } else {
                text.append(group.getValueToString(group.getType().getFieldIndex(column.name()), 0));
            }
            text.append(';');
        }
        return text.toString();
    }

    private static String text(ObjectNode row) {
        StringBuilder text = new StringBuilder();
        for (TableColumn column : COLUMNS) {
            JsonNode cell = row.path(column.name());
            if (cell.isMissingNode()) {
                continue;
            }
            text.append(column.name()).append('=');
            if (cell.isArray()) {
                cell.forEach(element -> text.append(element.asText()).append('|'));
            } else {
                text.append(cell.asText());
            }
            text.append(';');
        }
        return text.toString();
    }

    @Test
    void sameRowsGiveTheSameBytes() throws IOException {
        assertThat(written("c.parquet")).hasSameBinaryContentAs(written("d.parquet"));
    }

    @Test
    void writesATableWithoutRows() throws IOException {
        Path file = folder.resolve("empty.parquet");
        try (ParquetTableWriter writer = new ParquetTableWriter(file, COLUMNS)) {
            writer.finish();
        }
        ParquetTable.open("empty.parquet", ByteBuffer.wrap(Files.readAllBytes(file)))
                .rows(column -> true, row -> {
                    throw new AssertionError("a row " + row);
                });
        try (ParquetReader<Group> reader = new ReferenceBuilder(file).build()) {
            assertThat(reader.read()).isNull();
        }
    }

    record Value(String json, Kind kind) {}

    @Test
    void findsTheNarrowestKind() throws IOException {
        for (Value value : List.of(
                new Value("true", Kind.FLAG),
                new Value("12", Kind.INTEGER),
                new Value("12.0", Kind.REAL),
                new Value("92233720368547758080", Kind.REAL),
                new Value("\"a\"", Kind.TEXT),
                new Value("[\"a\", 1, null]", Kind.TEXTS),
                new Value("[]", Kind.TEXTS),
                new Value("[[1]]", Kind.TEXT))) {
            assertThat(Kind.of(JSON.readTree(value.json))).as(value.json).isEqualTo(value.kind);
        }
        assertThat(Kind.INTEGER.or(Kind.REAL)).isEqualTo(Kind.REAL);
        assertThat(Kind.TEXTS.or(Kind.TEXTS)).isEqualTo(Kind.TEXTS);
        assertThat(Kind.FLAG.or(Kind.INTEGER)).isEqualTo(Kind.TEXT);
    }

    @Test
    void rejectsColumnsOfOneName() {
        TableColumn column = new TableColumn("a", Kind.TEXT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParquetTableWriter(folder.resolve("e"), List.of(column, column)))
                .withMessageContaining("expected one or more of distinct names");
    }
}
