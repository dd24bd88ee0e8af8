package dev.diptych.contrastive.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.vectors.format.VectorFormat;
import dev.diptych.contrastive.vectors.format.VectorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorExportTest {
    private static final int ROWS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final float[][] images = WrittenEmbeddings.vectors(ROWS, 1);
    private final float[][] texts = WrittenEmbeddings.vectors(ROWS, 2);
    private Path embeddings = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void writeEmbeddings() throws IOException {
        embeddings = Files.createDirectory(folder.resolve("embeddings"));
        output = folder.resolve("output");
        WrittenEmbeddings.write(embeddings, NpyType.FLOAT32, images, texts);
    }

    @Test
    void bulkRequestsHoldEveryRowToTheBit() throws IOException {
        export(VectorFormat.OPENSEARCH, VectorType.FLOAT32, VectorKind.BOTH, 4_000);

        List<Path> files = files("bulk-");
        assertThat(files).hasSizeGreaterThan(5).allMatch(file -> size(file) <= 4_000);
        List<String> lines = files.stream().flatMap(VectorExportTest::lines).toList();
        assertThat(lines).hasSize(2 * ROWS);
        for (int i = 0; i < ROWS; i++) {
            assertThat(lines.get(2 * i)).isEqualTo("{\"index\":{\"_id\":\"" + i + "\"}}");
            JsonNode document = JSON.readTree(lines.get(2 * i + 1));
            assertThat(floats(document.path("image_vector"))).isEqualTo(images[i]);
            assertThat(floats(document.path("text_vector"))).isEqualTo(texts[i]);
            assertFields(document, i);
        }
    }

    private static void assertFields(JsonNode fields, int row) {
        assertThat(fields.path("image_path").textValue()).isEqualTo("pictures/" + row + ".jpg");
        assertThat(fields.path("width").longValue()).isEqualTo(row * 1_000_000_007L);
        assertThat(fields.path("score").doubleValue()).isEqualTo(row % 2 == 0 ? row / 7.0 : row);
        assertThat(fields.path("safe").isBoolean()).isTrue();
        assertThat(fields.path("safe").booleanValue()).isEqualTo(row % 2 == 0);
        assertThat(fields.path("tags").get(0).textValue()).isEqualTo("one, \"two\"");
        assertThat(fields.has("caption")).isEqualTo(row != 1);
        assertThat(fields.path("exif_Make").textValue()).isEqualTo("dot");
        assertThat(fields.path("exif_Make_2").textValue()).isEqualTo("underscore");
        assertThat(fields.path("id_2").textValue()).isEqualTo("hidden");
        assertThat(fields.path("id_3").textValue()).isEqualTo("taken");
        assertThat(fields.path("field_9lives").textValue()).isEqualTo("digit");
        if (row == 0) {
            assertThat(fields.path("caption").textValue()).isEqualTo(WrittenEmbeddings.ODD);
            assertThat(fields.path("tags").get(1).textValue()).isEqualTo(WrittenEmbeddings.ODD);
        }
    }

    /** By OpenSearch's documentation, "k-NN vector" and "Methods and engines". */
    @Test
    void openSearchGetsTheInnerProductAndHintsOfQuantisation() throws IOException {
        export(VectorFormat.OPENSEARCH, VectorType.FLOAT32, VectorKind.IMAGE, 1_000_000);
        JsonNode index = JSON.readTree(output.resolve("index.json").toFile());

        assertThat(index.at("/settings/index/knn").booleanValue()).isTrue();
        assertThat(index.at("/mappings/properties/image_vector").toString())
                .isEqualTo(
                        "{\"type\":\"knn_vector\",\"dimension\":16,\"method\":{\"name\":\"hnsw\",\"engine\":\"faiss\","
                                + "\"space_type\":\"innerproduct\",\"parameters\":{\"m\":16,\"ef_construction\":100}}}");
        assertThat(index.at("/mappings/properties/width/type").textValue()).isEqualTo("long");
        assertThat(index.at("/mappings/properties/score/type").textValue()).isEqualTo("double");
        assertThat(index.at("/mappings/properties/safe/type").textValue()).isEqualTo("boolean");
        assertThat(index.at("/mappings/properties/tags/fields/keyword/type").textValue())
                .isEqualTo("keyword");

        output = folder.resolve("half");
        export(VectorFormat.OPENSEARCH, VectorType.FLOAT16, VectorKind.IMAGE, 1_000_000);
        assertThat(JSON.readTree(output.resolve("index.json").toFile())
                        .at("/mappings/properties/image_vector/method/parameters/encoder")
                        .toString())
                .isEqualTo("{\"name\":\"sq\",\"parameters\":{\"type\":\"fp16\"}}");
    }

    @Test
    void openSearchGetsBytesThatUseTheirWholeRange() throws IOException {
        export(VectorFormat.OPENSEARCH, VectorType.INT8, VectorKind.IMAGE, 1_000_000);

        JsonNode index = JSON.readTree(output.resolve("index.json").toFile());
        JsonNode field = index.at("/mappings/properties/image_vector");
        assertThat(field.path("data_type").textValue()).isEqualTo("byte");
        assertThat(field.at("/method/engine").textValue()).isEqualTo("lucene");
        assertThat(field.at("/method/space_type").textValue()).isEqualTo("cosinesimil");
        float scale = (float) index.at("/mappings/_meta/byte_scale").doubleValue();
        int largest = 0;
        List<String> lines = lines(output.resolve("bulk-00000.ndjson")).toList();
        for (int i = 0; i < ROWS; i++) {
            JsonNode vector = JSON.readTree(lines.get(2 * i + 1)).path("image_vector");
            for (int j = 0; j < WrittenEmbeddings.DIMENSIONS; j++) {
                assertThat(vector.get(j).isInt()).isTrue();
                assertThat(vector.get(j).intValue()).isEqualTo(Math.round(images[i][j] * scale));
                largest = Math.max(largest, Math.abs(vector.get(j).intValue()));
            }
        }
        assertThat(largest).isEqualTo(127);
    }

    /** By Elasticsearch's documentation, "Dense vector field type". */
    @Test
    void elasticsearchGetsTheDotProductAndItsOwnQuantisation() throws IOException {
        export(VectorFormat.ELASTICSEARCH, VectorFormat.ELASTICSEARCH.usualType(), VectorKind.IMAGE, 1_000_000);

        assertThat(JSON.readTree(output.resolve("index.json").toFile())
                        .at("/mappings/properties/image_vector")
                        .toString())
                .isEqualTo("{\"type\":\"dense_vector\",\"dims\":16,\"index\":true,\"similarity\":\"dot_product\","
                        + "\"index_options\":{\"type\":\"int8_hnsw\",\"m\":16,\"ef_construction\":100}}");
    }

    /** By Qdrant's OpenAPI: CreateCollection, PointsList, ExtendedPointId. */
    @Test
    void qdrantGetsBatchesOfPointsWithNumbersForIds() throws IOException {
        export(VectorFormat.QDRANT, VectorType.INT8, VectorKind.BOTH, 10_000);

        assertThat(JSON.readTree(output.resolve("collection.json").toFile()).toString())
                .isEqualTo("{\"vectors\":{\"image_vector\":{\"size\":16,\"distance\":\"Dot\"},"
                        + "\"text_vector\":{\"size\":16,\"distance\":\"Dot\"}},"
                        + "\"quantization_config\":{\"scalar\":{\"type\":\"int8\",\"always_ram\":true}}}");
        int row = 0;
        for (Path file : files("points-")) {
            assertThat(size(file)).isLessThanOrEqualTo(10_000);
            for (JsonNode point : JSON.readTree(file.toFile()).path("points")) {
                assertThat(point.path("id").isIntegralNumber()).isTrue();
                assertThat(point.path("id").intValue()).isEqualTo(row);
                assertThat(floats(point.at("/vector/image_vector"))).isEqualTo(images[row]);
                assertThat(floats(point.at("/vector/text_vector"))).isEqualTo(texts[row]);
                assertFields(point.path("payload"), row);
                row++;
            }
        }
        assertThat(row).isEqualTo(ROWS);
    }

    /** By Vespa's documentation, "Schema reference" and "Document JSON format". */
    @Test
    void vespaGetsAnApplicationAndAFeed() throws IOException {
        export(VectorFormat.VESPA, VectorType.FLOAT32, VectorKind.IMAGE, 1);

        assertThat(output.resolve("schemas/embeddings.sd"))
                .content()
                .startsWith("schema embeddings {\n    document embeddings {\n")
                .contains(
                        "        field image_vector type tensor<float>(x[16]) {\n",
                        "distance-metric: prenormalized-angular",
                        "field width type long {",
                        "field tags type array<string> {",
                        "expression: 1 - distance(field, image_vector)");
        assertThat(output.resolve("services.xml")).content().contains("<document type=\"embeddings\" mode=\"index\"/>");
        List<String> lines = lines(output.resolve("feed-00000.jsonl")).toList();
        assertThat(lines).hasSize(ROWS);
        JsonNode first = JSON.readTree(lines.get(0));
        assertThat(first.path("put").textValue()).isEqualTo("id:embeddings:embeddings::0");
        assertThat(first.at("/fields/caption").textValue())
                .isEqualTo(WrittenEmbeddings.ODD.replace('\u0001', '\uFFFD'));
        assertThat(floats(JSON.readTree(lines.get(7)).at("/fields/image_vector")))
                .isEqualTo(images[7]);
    }

    @Test
    void faissGetsAFlatIndexInItsOwnFormat() throws IOException {
        export(VectorFormat.FAISS, VectorType.FLOAT32, VectorKind.BOTH, 1);

        ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(output.resolve("text.index")))
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] kind = new byte[4];
        index.get(kind);
        assertThat(kind).asString().isEqualTo("IxFI");
        assertThat(index.getInt()).isEqualTo(WrittenEmbeddings.DIMENSIONS);
        assertThat(index.getLong()).isEqualTo(ROWS);
        index.position(index.position() + 16);
        assertThat(index.get()).isEqualTo((byte) 1);
        assertThat(index.getInt()).isZero();
        assertThat(index.getLong()).isEqualTo((long) ROWS * WrittenEmbeddings.DIMENSIONS);
        for (float[] text : texts) {
            for (float value : text) {
                assertThat(index.getFloat()).isEqualTo(value);
            }
        }
        assertThat(index.hasRemaining()).isFalse();
        assertThat(lines(output.resolve("rows-00000.jsonl"))).hasSize(ROWS);
    }

    @Test
    void pgvectorGetsStatementsAndRowsOfCopy() throws IOException {
        export(VectorFormat.PGVECTOR, VectorType.FLOAT32, VectorKind.IMAGE, 1);

        assertThat(output.resolve("schema.sql"))
                .content()
                .contains(
                        "CREATE TABLE \"embeddings\" (\n    \"id\" bigint PRIMARY KEY,\n"
                                + "    \"image_vector\" vector(16) NOT NULL,\n    \"image_path\" text,\n",
                        "\"width\" bigint",
                        "\"score\" double precision",
                        "\"safe\" boolean",
                        "\"tags\" text[]",
                        "\"ctid_2\" text");
        assertThat(output.resolve("index.sql"))
                .content()
                .startsWith("CREATE INDEX ON \"embeddings\" USING hnsw (\"image_vector\" vector_ip_ops);\n");
        List<String> lines = lines(output.resolve("rows.copy")).toList();
        assertThat(lines).hasSize(ROWS);
        String[] cells = lines.get(0).split("\t", -1);
        assertThat(floats(JSON.readTree(cells[1]))).isEqualTo(images[0]);
        assertThat(cells[3])
                .isEqualTo(
                        "tab\\tline\\nreturn\\rback\\\\slash \"quote\" {a,b} \\\\N \\\\. 'it' \u00e9 \ud83d\ude00 \u0001");
        assertThat(cells[7]).startsWith("{\"one, \\\\\"two\\\\\"\",\"tab\\tline\\nreturn\\rback\\\\\\\\slash ");
        assertThat(lines.get(1).split("\t", -1)[3]).isEqualTo("\\N");
    }

    @Test
    void vectorsAreCutAndBroughtToLengthOneAgain() throws IOException {
        VectorExport.open(embeddings, options(VectorFormat.PGVECTOR, VectorType.FLOAT16, VectorKind.TEXT, 4, 1))
                .run(output, rows -> {});

        assertThat(output.resolve("schema.sql")).content().contains("\"text_vector\" halfvec(4) NOT NULL");
        assertThat(output.resolve("index.sql")).content().contains("(\"text_vector\" halfvec_ip_ops)");
        float[] cut = floats(
                JSON.readTree(lines(output.resolve("rows.copy")).toList().get(3).split("\t")[1]));
        assertThat(cut).hasSize(4);
        double length = 0;
        for (float value : cut) {
            length += (double) value * value;
        }
        assertThat(length).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(cut[1] / cut[0]).isCloseTo(texts[3][1] / texts[3][0], org.assertj.core.data.Offset.offset(1e-5f));
    }

    /** Elasticsearch refuses a squared length that differs from 1 by more than 1e-4, as float16 may. */
    @ParameterizedTest
    @EnumSource(VectorFormat.class)
    void roundedVectorsAreBroughtToLengthOne(VectorFormat format) throws IOException {
        Path half = Files.createDirectory(folder.resolve("half"));
        float[][] longer = new float[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            longer[i] = images[i].clone();
            for (int j = 0; j < longer[i].length; j++) {
                longer[i][j] *= 3;
            }
        }
        WrittenEmbeddings.write(half, NpyType.FLOAT16, longer, new float[0][]);
        List<Double> lengths = new ArrayList<>();
        VectorSource.open(half, VectorKind.IMAGE).read(16, column -> true, row -> {
            double squares = 0;
            for (float value : row.vectors().get(0)) {
                squares += (double) value * value;
            }
            lengths.add(squares);
        });
        assertThat(lengths)
                .hasSize(ROWS)
                .allSatisfy(squares -> assertThat(Math.abs(squares - 1)).isLessThan(1e-6));
        VectorExport.open(half, options(format, format.usualType(), VectorKind.usual(half), 0, 100_000))
                .run(output, rows -> {});
        assertThat(JSON.readTree(output.resolve("vectors.json").toFile())
                        .path("rows")
                        .intValue())
                .isEqualTo(ROWS);
    }

    @Test
    void onlyTheColumnsThatAreAskedForAreTaken() throws IOException {
        VectorExport.open(
                        embeddings,
                        new VectorExport.Options(
                                VectorKind.IMAGE,
                                VectorFormat.FAISS,
                                VectorType.FLOAT32,
                                "embeddings",
                                0,
                                List.of("caption", "width"),
                                1))
                .run(output, rows -> {});

        assertThat(lines(output.resolve("rows-00000.jsonl")).toList().get(2))
                .isEqualTo("{\"id\":2,\"caption\":\"a picture of 2\",\"width\":2000000014}");
    }

    @Test
    void refusesWhatDoesNotGoTogether() throws IOException {
        assertFails(
                "export failed: " + embeddings + ": no column 'url', expected some of [image_path, caption,",
                o -> o.columns = List.of("url"));
        assertFails("vectors of 16 numbers, expected at least 17 to keep", o -> o.dimensions = 17);
        assertFails("FLOAT16 for faiss, expected one of [FLOAT32], which it can index", o -> {
            o.format = VectorFormat.FAISS;
            o.type = VectorType.FLOAT16;
        });
        Files.createDirectory(embeddings.resolve("text_metadata"));
        assertFails(
                "texts with a text_metadata of their own, expected captions of the images",
                o -> o.kind = VectorKind.BOTH);
        Files.delete(embeddings.resolve("metadata/metadata_1.parquet"));
        assertFails(
                "read failed: " + embeddings.resolve("metadata/metadata_1.parquet")
                        + ": no such file, expected the metadata of img_emb_1.npy",
                o -> {});
        embeddings = folder.resolve("nowhere");
        assertFails(
                "export failed: " + embeddings.resolve("img_emb") + ": no such file or folder, expected the output",
                o -> {});
    }

    @Test
    void refusesBadVectorsAndLeavesNothing() throws IOException {
        float[][] zero = WrittenEmbeddings.vectors(ROWS, 1);
        zero[21] = new float[WrittenEmbeddings.DIMENSIONS];
        Path bad = Files.createDirectory(folder.resolve("zero"));
        WrittenEmbeddings.write(bad, NpyType.FLOAT32, zero, new float[0][]);
        assertThatThrownBy(() -> run(bad))
                .hasMessage("export failed: " + bad.resolve("img_emb/img_emb_1.npy")
                        + ": row 1: 16 numbers that are all 0, expected a direction");
        zero[21][3] = Float.NaN;
        WrittenEmbeddings.write(bad, NpyType.FLOAT32, zero, new float[0][]);
        assertThatThrownBy(() -> run(bad))
                .hasMessageContaining("img_emb_1.npy: byte 204: row 1: NaN, expected numbers");
        WrittenEmbeddings.matrix(bad.resolve("img_emb/img_emb_1.npy"), NpyType.FLOAT32, images, 0, 3);
        assertThatThrownBy(() -> run(bad)).hasMessageContaining("img_emb_1.npy: 3 rows, expected 10 as ");
        WrittenEmbeddings.matrix(bad.resolve("img_emb/img_emb_1.npy"), NpyType.FLOAT32, new float[][] {{1}}, 0, 1);
        assertThatThrownBy(() -> run(bad))
                .hasMessageContaining("img_emb_1.npy: 1 rows of 1 numbers, expected a matrix")
                .hasMessageEndingWith(" of 16 columns, as the others");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(embeddings, bad);
        }
    }

    @Test
    void refusesARowThatIsLargerThanAFileMayBe() {
        assertThatThrownBy(() -> export(VectorFormat.QDRANT, VectorType.FLOAT32, VectorKind.IMAGE, 200))
                .hasMessageStartingWith("export failed: row 0: ")
                .hasMessageEndingWith(" bytes of JSON, expected at most 200; leave out a field, or allow larger files");
    }

    private void run(Path from) throws IOException {
        VectorExport.open(from, options(VectorFormat.FAISS, VectorType.FLOAT32, VectorKind.IMAGE, 0, 1))
                .run(output, rows -> {});
    }

    /** Options that a test changes. */
    private static final class Changed {
        private VectorKind kind = VectorKind.IMAGE;
        private VectorFormat format = VectorFormat.OPENSEARCH;
        private VectorType type = VectorType.FLOAT32;
        private int dimensions;
        private List<String> columns = List.of();
    }

    private void assertFails(String said, Consumer<Changed> change) {
        Changed o = new Changed();
        change.accept(o);
        assertThatThrownBy(() -> VectorExport.open(
                        embeddings,
                        new VectorExport.Options(o.kind, o.format, o.type, "embeddings", o.dimensions, o.columns, 1)))
                .hasMessageContaining(said);
    }

    private void export(VectorFormat format, VectorType type, VectorKind kind, long maxFileBytes) throws IOException {
        VectorExport.open(embeddings, options(format, type, kind, 0, maxFileBytes))
                .run(output, rows -> {});
    }

    private static VectorExport.Options options(
            VectorFormat format, VectorType type, VectorKind kind, int dimensions, long maxFileBytes) {
        return new VectorExport.Options(kind, format, type, "embeddings", dimensions, List.of(), maxFileBytes);
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Stream.of(Files.readString(file).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a reader gets them that goes by decimal numbers. */
    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(array.get(i).asText());
        }
        return values;
    }
}
