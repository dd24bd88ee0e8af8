package dev.diptych.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.diptych.file.Damage;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.parquet.ParquetTableWriter;
import dev.diptych.ingest.parquet.TableColumn;
import dev.diptych.ingest.parquet.TableColumn.Kind;
import dev.diptych.ingest.table.text.TextForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a caption table's bytes, its rows are read, or an {@link IngestException} says why not. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TableFuzzTest {
    private static final int FILES = 400;

    @TempDir
    private Path folder;

    private void fuzz(String name, TableFormat format, String key, byte[] good) {
        int read = Damage.read(good, FILES, IngestException.class, bytes -> {
            TableConfig config = new TableConfig(
                    Files.write(folder.resolve(name), bytes),
                    null,
                    null,
                    format,
                    TextForm.PLAIN,
                    key,
                    List.of(),
                    TableConfig.DEFAULT_KEYS_AS,
                    TableConfig.DEFAULT_VALUES_AS,
                    Map.of(),
                    Map.of(),
                    List.of());
            CaptionTable.load(config, column -> true, ReadOptions.DEFAULT);
        });
        assertThat(read).isPositive();
    }

    private void fuzz(String name, TableFormat format, String key, String good) {
        fuzz(name, format, key, good.getBytes(UTF_8));
    }

    @Test
    void separatedByCommas() {
        fuzz("a.csv", TableFormat.CSV, "id", "id,caption,tags\n1,\"a \"\"red\"\" cat,\nasleep\",x\r\n2,grüße,y\n3,,\n");
    }

    @Test
    void separatedByTabs() {
        fuzz("a.tsv", TableFormat.TSV, "id", "id\tcaption\n1\ta cat\n2\tgrüße\n3\t\\N\n");
    }

    @Test
    void linesOfJson() {
        fuzz(
                "a.jsonl",
                TableFormat.JSONL,
                "id",
                "{\"id\":1,\"caption\":[\"a\",\"b \\u00fc\"],\"x\":{\"y\":[1.5e3,null,true]}}\n\n"
                        + "{\"id\":\"2\",\"caption\":\"c\"}\n");
    }

    @Test
    void arraysOfJson() {
        fuzz("a.json", TableFormat.JSON, "id", "[{\"id\":1,\"caption\":[\"a\",\"b\"]},{\"id\":2,\"x\":{\"y\":-1}}]");
    }

    @Test
    void objectsOfJson() {
        fuzz("a.json", TableFormat.JSON, "key", "{\"a.png\":{\"caption\":\"a\"},\"b.png\":[\"c\",\"d\"],\"c.png\":3}");
    }

    @Test
    void coco() {
        fuzz(
                "a.json",
                TableFormat.COCO,
                "file_name",
                "{\"info\":{\"year\":2014},\"images\":[{\"id\":9,\"file_name\":\"a.jpg\"},{\"id\":8,\"file_name\":\"b.jpg\"}],"
                        + "\"annotations\":[{\"image_id\":9,\"id\":1,\"caption\":\"a\"},{\"image_id\":8,\"caption\":\"b\"}]}");
    }

    @Test
    void karpathy() {
        fuzz(
                "a.json",
                TableFormat.KARPATHY,
                "path",
                "{\"dataset\":\"coco\",\"images\":[{\"filepath\":\"val\",\"filename\":\"a.jpg\",\"split\":\"test\","
                        + "\"sentences\":[{\"raw\":\"a cat\",\"tokens\":[\"a\"]},{\"raw\":\"b\"}]}]}");
    }

    @Test
    void llava() {
        String one = "{\"id\":\"1\",\"image\":\"a.jpg\",\"conversations\":[{\"from\":\"human\",\"value\":\"<image>\\n"
                + "What?\"},{\"from\":\"gpt\",\"value\":\"a cat\"}]}";
        fuzz("a.json", TableFormat.LLAVA, "image", "[" + one + "," + one + "]");
        fuzz("a.jsonl", TableFormat.LLAVA, "image", one + "\n" + one + "\n");
    }

    @Test
    void parquet() throws IOException {
        Path file = folder.resolve("good.parquet");
        List<TableColumn> columns = List.of(
                new TableColumn("id", Kind.INTEGER),
                new TableColumn("caption", Kind.TEXT),
                new TableColumn("tags", Kind.TEXTS));
        JsonNodeFactory json = JsonNodeFactory.instance;
        try (ParquetTableWriter writer = new ParquetTableWriter(file, columns)) {
            for (int i = 0; i < 20; i++) {
                JsonNode tags =
                        i % 3 == 0 ? json.nullNode() : json.arrayNode().add("x").add("y" + i);
                writer.add(List.of(json.numberNode(i), json.textNode("caption " + i % 4), tags));
            }
            writer.finish();
        }
        fuzz("a.parquet", TableFormat.PARQUET, "id", Files.readAllBytes(file));
    }
}
