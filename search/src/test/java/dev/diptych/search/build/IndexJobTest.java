package dev.diptych.search.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.embed.EmbedException;
import dev.diptych.contrastive.embed.EmbeddingJob.Listener;
import dev.diptych.contrastive.embed.file.NpyException;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.file.FolderLock;
import dev.diptych.file.LockedException;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.search.Search;
import dev.diptych.search.TestIndex;
import dev.diptych.search.TestModel;
import dev.diptych.search.TestPictures;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.Manifest;
import dev.diptych.search.index.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexJobTest {
    private static final IndexJob.Options OVERWRITE =
            new IndexJob.Options(true, Method.AUTO, Manifest.Graph.DEFAULT, 1);

    @TempDir
    private static Path folder;

    private static Path pictures;
    private static Engine engine;
    private static IndexModel model;

    @BeforeAll
    static void load() throws IOException {
        pictures = TestPictures.write(folder.resolve("pictures"));
        engine = Devices.open("cpu", 1);
        model = TestModel.source(TestModel.write(folder.resolve("model"), 1), engine);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static IndexJob.Report index(Path output, boolean overwrite, Listener listener)
            throws IOException, InterruptedException {
        return new IndexJob(output, "pictures", overwrite ? OVERWRITE : IndexJob.Options.DEFAULT, rows -> {})
                .images(EmbedInput.images(pictures.toString(), 10, false), model, 4, 32, listener);
    }

    private static Map<String, byte[]> files(Path output) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(output)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(output.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void assertSame(Path output, Map<String, byte[]> expected) throws IOException {
        Map<String, byte[]> actual = files(output);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void aRunThatWasCutOffAnywhereEndsWithTheBytesOfAnUndisturbedOne() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        assertThat(index(whole, false, TestPictures.QUIET).earlier()).isFalse();
        Map<String, byte[]> expected = files(whole);
        assertThat(expected.keySet())
                .contains("index.json", "vectors.f32", "vectors.i8", "rows.records", "thumbnails/thumbnails_2.records");
        for (String missing : new String[] {
            "thumbnails/thumbnails_1.records", "embeddings/metadata/metadata_2.parquet", "vectors.i8", "rows.records"
        }) {
            Path cut = folder.resolve("cut-" + missing.replace('/', '-'));
            for (Map.Entry<String, byte[]> file : expected.entrySet()) {
                if (!file.getKey().equals(missing) && !file.getKey().equals("index.json")) {
                    Path copy = cut.resolve(file.getKey());
                    Files.createDirectories(copy.getParent());
                    Files.write(copy, file.getValue());
                }
            }
            Files.writeString(cut.resolve("vectors.f32.partial"), "half");
            Files.createDirectories(cut.resolve("model.123.partial"));
            Files.writeString(cut.resolve("model.123.partial/tokenizer.json"), "half");
            assertThatThrownBy(() -> Search.open(cut))
                    .hasMessage(
                            "search failed: " + cut + ": no index.json, expected an index; diptych index makes one, and"
                                    + " finishes one that was interrupted");
            index(cut, false, TestPictures.QUIET);
            assertSame(cut, expected);
        }
    }

    @Test
    void anIndexThatIsThereIsLeftAlone() throws IOException, InterruptedException {
        Path output = folder.resolve("again");
        index(output, false, TestPictures.QUIET);
        Map<String, byte[]> expected = files(output);
        assertThat(index(output, false, TestPictures.QUIET).earlier()).isTrue();
        assertSame(output, expected);
        assertThat(index(output, true, TestPictures.QUIET).earlier()).isFalse();
        assertSame(output, expected);
    }

    @Test
    void anIndexOfSomethingElseIsKeptUnlessItIsToBeReplaced() throws IOException, InterruptedException {
        Path output = folder.resolve("else");
        index(output, false, TestPictures.QUIET);
        Path others = TestIndex.embeddings(folder.resolve("others"), TestIndex.vectors(30, 12, 1), 12);
        assertThatThrownBy(
                        () -> new IndexJob(output, "x", IndexJob.Options.DEFAULT, rows -> {}).embeddings(others, null))
                .isInstanceOf(IndexException.class)
                .hasMessage(
                        "index failed: " + output + ": an index of something else (pictures), expected none or one of"
                                + " the same; --overwrite replaces it");
        assertThatThrownBy(() -> new IndexJob(output, "x", IndexJob.Options.DEFAULT, rows -> {})
                        .images(EmbedInput.images(pictures.toString(), 5, false), model, 4, 32, TestPictures.QUIET))
                .isInstanceOf(EmbedException.class)
                .hasMessageContaining("image_files 3, expected 5 as asked for now");

        new IndexJob(output, "x", OVERWRITE, rows -> {}).embeddings(others, null);
        try (Search search = Search.open(output)) {
            assertThat(search.count()).isEqualTo(30);
            assertThat(search.row(7).key()).isEqualTo("key-7");
            assertThat(search.row(7).thumbnail()).isNull();
            assertThatThrownBy(() -> search.text("x", 1))
                    .hasMessage("search failed: " + output + ": no model in it, expected one for words and images; give"
                            + " --model");
        }
    }

    @Test
    void oneCommandAtATimeMakesAnIndex() throws IOException {
        Path output = folder.resolve("locked");
        try (FolderLock lock = FolderLock.take(output, "index")) {
            assertThatThrownBy(() -> index(output, false, TestPictures.QUIET)).isInstanceOf(LockedException.class);
        }
    }

    @Test
    void refusesVectorsThatCannotBeCompared() throws IOException {
        record Case(String name, float value, Class<? extends Exception> kind, String message) {}
        for (Case each : new Case[] {
            new Case("zero", 0, IndexException.class, "img_emb_1.npy: row 5: a vector of length 0.0, expected 1"),
            new Case("long", 2, IndexException.class, "img_emb_1.npy: row 5: a vector of length"),
            new Case("nan", Float.NaN, NpyException.class, "row 5: NaN, expected numbers that float32 holds")
        }) {
            float[] values = TestIndex.vectors(40, 6, 2);
            for (int d = 0; d < 6; d++) {
                values[25 * 6 + d] = each.value;
            }
            Path embeddings = TestIndex.embeddings(folder.resolve(each.name), values, 6);
            Path output = folder.resolve("of-" + each.name);
            assertThatThrownBy(() -> new IndexJob(output, "x", IndexJob.Options.DEFAULT, rows -> {})
                            .embeddings(embeddings, null))
                    .isInstanceOf(each.kind)
                    .hasMessageContaining(each.message);
            assertThat(output).doesNotExist();
        }
    }

    @Test
    void refusesTablesOfOtherRowsAndFoldersWithoutVectors() throws IOException {
        Path embeddings = TestIndex.embeddings(folder.resolve("uneven"), TestIndex.vectors(41, 6, 3), 6);
        Path table = embeddings.resolve("metadata/metadata_0.parquet");
        Files.copy(
                embeddings.resolve("metadata/metadata_1.parquet"),
                table,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> new IndexJob(folder.resolve("of-uneven"), "x", IndexJob.Options.DEFAULT, rows -> {})
                        .embeddings(embeddings, null))
                .hasMessage("index failed: " + table + ": 21 rows, expected 20, as "
                        + embeddings.resolve("img_emb/img_emb_0.npy") + " has");
        Files.delete(table);
        assertThatThrownBy(() -> new IndexJob(folder.resolve("of-uneven"), "x", IndexJob.Options.DEFAULT, rows -> {})
                        .embeddings(embeddings, null))
                .hasMessage("index failed: " + embeddings
                        + ": 2 files of vectors and 1 tables, expected one of each for" + " every partition");
        assertThatThrownBy(() -> new IndexJob(folder.resolve("of-none"), "x", IndexJob.Options.DEFAULT, rows -> {})
                        .embeddings(pictures, null))
                .hasMessageStartingWith("index failed: " + pictures + ": no folders img_emb and metadata");
    }

    @Test
    void refusesEmbeddingsOfAnotherModel() throws IOException {
        Path embeddings = TestIndex.embeddings(folder.resolve("theirs"), TestIndex.vectors(10, 12, 4), 12);
        Files.writeString(embeddings.resolve("embeddings.json"), "{\"model\": \"abc\"}");
        assertThatThrownBy(() -> new IndexJob(folder.resolve("of-theirs"), "x", IndexJob.Options.DEFAULT, rows -> {})
                        .embeddings(embeddings, model))
                .hasMessageStartingWith("index failed: " + embeddings + ": vectors of model abc, expected of ");
        Path narrow = TestIndex.embeddings(folder.resolve("narrow"), TestIndex.vectors(10, 5, 4), 5);
        assertThatThrownBy(() -> new IndexJob(folder.resolve("of-narrow"), "x", IndexJob.Options.DEFAULT, rows -> {})
                        .embeddings(narrow, model))
                .hasMessage("index failed: " + narrow + ": vectors of 5 numbers, expected 12, as the model makes");
    }
}
