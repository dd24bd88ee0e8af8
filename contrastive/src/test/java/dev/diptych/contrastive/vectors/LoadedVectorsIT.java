package dev.diptych.contrastive.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.vectors.format.VectorFormat;
import dev.diptych.contrastive.vectors.format.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Engines that load what is exported for them: Faiss 1.7.3 of Debian 12 (python3-faiss), and pgvector by npm's
 * {@code @electric-sql/pglite} 0.5.14 and {@code pglite-pgvector} 0.0.15, whose folder the environment variable {@code DIPTYCH_PGLITE} names. Each is skipped where it is not there.
 */
class LoadedVectorsIT {
    private static final int ROWS = 600;
    private static final int QUERIES = 20;
    private static final int FOUND = 10;
    private static final String PGLITE = "DIPTYCH_PGLITE";

    @TempDir
    private Path folder;

    private final float[][] images = WrittenEmbeddings.vectors(ROWS, 1);
    private final float[][] queries = WrittenEmbeddings.vectors(QUERIES, 9);
    private Path output = Path.of("");

    @BeforeEach
    void writeEmbeddings() throws IOException {
        output = folder.resolve("output");
        WrittenEmbeddings.write(folder, NpyType.FLOAT32, images, new float[0][]);
        WrittenEmbeddings.matrix(folder.resolve("queries.npy"), NpyType.FLOAT32, queries, 0, QUERIES);
    }

    @Test
    void faissReadsTheIndexToTheBitAndFindsTheNearest() throws Exception {
        Optional<String> python = Stream.of("python3", "/usr/bin/python3")
                .filter(each -> OtherProgram.runs(each, "-c", "import faiss"))
                .findFirst();
        assumeThat(python).as("Debian's python3-faiss is installed").isPresent();
        export(VectorFormat.FAISS);

        JsonNode said = OtherProgram.run(
                folder,
                python.orElseThrow(),
                "faiss_rows.py",
                output.resolve("image.index"),
                folder.resolve("queries.npy"),
                FOUND);

        assertThat(said.path("as_its_own").asBoolean()).isTrue();
        assertThat(said.path("inner_product").asBoolean()).isTrue();
        assertThat(said.path("vectors").size()).isEqualTo(ROWS);
        for (int i = 0; i < ROWS; i++) {
            assertVector(said.path("vectors").get(i), images[i]);
        }
        for (int i = 0; i < QUERIES; i++) {
            assertThat(OtherProgram.integers(said.path("ids").get(i)))
                    .isEqualTo(OtherProgram.nearest(queries[i], images, FOUND));
        }
    }

    @Test
    void pgvectorLoadsTheTableAndFindsTheNearest() throws Exception {
        String modules = System.getenv(PGLITE);
        assumeThat(modules)
                .as(PGLITE + " names a folder with node_modules/@electric-sql/pglite-pgvector")
                .isNotNull();
        export(VectorFormat.PGVECTOR);
        Path file = folder.resolve("queries.json");
        Files.writeString(file, new ObjectMapper().writeValueAsString(queries));

        JsonNode said = OtherProgram.run(folder, "node", "pgvector_rows.mjs", modules, output, file, FOUND);

        int agreed = 0;
        for (int i = 0; i < QUERIES; i++) {
            List<Integer> nearest = OtherProgram.nearest(queries[i], images, FOUND);
            assertThat(OtherProgram.integers(said.path("exact").get(i))).isEqualTo(nearest);
            agreed += (int) OtherProgram.integers(said.path("approximate").get(i)).stream()
                    .filter(nearest::contains)
                    .count();
        }
        assertThat(said.path("plan").asText()).contains("Index Scan using embeddings_image_vector_idx");
        assertThat(agreed).isGreaterThanOrEqualTo((int) (0.98 * QUERIES * FOUND)); // HNSW is not exact
        assertThat(said.path("rows").size()).isEqualTo(ROWS);
        for (int i = 0; i < ROWS; i++) {
            JsonNode row = said.path("rows").get(i);
            assertVector(new ObjectMapper().readTree(row.path("image_vector").asText()), images[i]);
            assertThat(row.path("id").intValue()).isEqualTo(i);
            assertThat(row.path("image_path").asText()).isEqualTo("pictures/" + i + ".jpg");
            assertThat(row.path("width").longValue()).isEqualTo(i * 1_000_000_007L);
            assertThat(row.path("score").doubleValue()).isEqualTo(i % 2 == 0 ? i / 7.0 : i);
            assertThat(row.path("safe").booleanValue()).isEqualTo(i % 2 == 0);
            assertThat(row.path("caption").isNull()).isEqualTo(i == 1);
            assertThat(row.path("tags").get(0).asText()).isEqualTo("one, \"two\"");
        }
        assertThat(said.path("rows").get(0).path("caption").asText()).isEqualTo(WrittenEmbeddings.ODD);
        assertThat(said.path("rows").get(0).path("tags").get(1).asText()).isEqualTo(WrittenEmbeddings.ODD);
    }

    private static void assertVector(JsonNode actual, float[] expected) {
        assertThat(actual.size()).isEqualTo(expected.length);
        for (int j = 0; j < expected.length; j++) {
            assertThat(Float.parseFloat(actual.get(j).asText())).isEqualTo(expected[j]);
        }
    }

    private void export(VectorFormat format) throws IOException {
        VectorExport.open(
                        folder,
                        new VectorExport.Options(
                                VectorKind.IMAGE, format, VectorType.FLOAT32, "embeddings", 0, List.of(), 30_000_000))
                .run(output, rows -> {});
    }
}
