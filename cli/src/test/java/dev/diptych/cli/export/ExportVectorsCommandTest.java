package dev.diptych.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.diptych.cli.CommandRun;
import dev.diptych.contrastive.embed.file.EmbeddingFolder;
import dev.diptych.contrastive.embed.file.MetadataTable;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportVectorsCommandTest {
    @TempDir
    private Path folder;

    private Path embeddings = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void writeEmbeddings() throws IOException {
        embeddings = folder.resolve("embeddings");
        output = folder.resolve("output");
        EmbeddingFolder files = new EmbeddingFolder(embeddings, 1, true, false, EmbeddingFolder.METADATA);
        files.create();
        try (NpyWriter vectors = new NpyWriter(files.imageFile(0), 4, NpyType.FLOAT32);
                MetadataTable table = new MetadataTable(files.metadataFile(0), List.of("image_path"))) {
            for (int i = 0; i < 3; i++) {
                vectors.append(new float[] {0.6f, 0, 0.8f, 0});
                table.add(JsonNodeFactory.instance.objectNode().put("image_path", i + ".jpg"));
            }
            vectors.finish();
            table.finish();
        }
    }

    @Test
    void writesFilesThatAnEngineLoads() throws IOException {
        CommandRun run = run("--format", "qdrant", "--truncate-dim", "2", "--name", "birds");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(output + ": 3 rows for qdrant, image_vector of 2 numbers, 1 field\n");
        assertThat(output.resolve("points-00000.json"))
                .content()
                .isEqualTo(
                        "{\"points\":[{\"id\":0,\"vector\":{\"image_vector\":[1.0,0.0]},\"payload\":{\"image_path\":\"0.jpg\"}},"
                                + "{\"id\":1,\"vector\":{\"image_vector\":[1.0,0.0]},\"payload\":{\"image_path\":\"1.jpg\"}},"
                                + "{\"id\":2,\"vector\":{\"image_vector\":[1.0,0.0]},\"payload\":{\"image_path\":\"2.jpg\"}}]}");
        assertThat(run("--format", "qdrant").err()).contains("a folder with files, expected an empty one");
    }

    @Test
    void saysWhatIsWrongInOneLine() throws IOException {
        assertFails(
                2, "--name: 'Birds; DROP', expected a small letter", "--format", "pgvector", "--name", "Birds; DROP");
        assertFails(2, "--truncate-dim: 0, expected at least 1", "--format", "pgvector", "--truncate-dim", "0");
        assertFails(
                2, "--max-file-size: huge, expected a size such as", "--format", "qdrant", "--max-file-size", "huge");
        assertFails(2, "--format: 'milvus', expected one of opensearch, elasticsearch, vespa", "--format", "milvus");
        assertFails(1, "FLOAT16 for faiss, expected one of [FLOAT32]", "--format", "faiss", "--dtype", "float16");
        assertFails(1, "no column 'url', expected some of [image_path]", "--format", "faiss", "--fields", "url");
        assertFails(1, "text_emb: no such file or folder, expected the output", "--format", "faiss", "--kind", "text");
        assertThat(Files.exists(output)).isFalse();
    }

    private void assertFails(int code, String said, String... options) {
        CommandRun run = run(options);
        assertThat(run.errorLines()).hasSize(1).first().asString().contains(said);
        assertThat(run.code()).isEqualTo(code);
    }

    private CommandRun run(String... options) {
        Object[] all = new Object[options.length + 6];
        System.arraycopy(
                new Object[] {"export", "vectors", "--embeddings", embeddings, "--output", output}, 0, all, 0, 6);
        System.arraycopy(options, 0, all, 6, options.length);
        return CommandRun.of(all);
    }
}
