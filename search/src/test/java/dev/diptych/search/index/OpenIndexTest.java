package dev.diptych.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.file.Damage;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.search.Search;
import dev.diptych.search.TestIndex;
import dev.diptych.search.TestModel;
import dev.diptych.search.TestPictures;
import dev.diptych.search.build.IndexJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenIndexTest {
    private static final int DAMAGED = 150;

    @TempDir
    private static Path folder;

    private static Path sound;

    @BeforeAll
    static void makeIndex() throws IOException, InterruptedException {
        Path pictures = TestPictures.write(folder.resolve("pictures"));
        try (Engine engine = Devices.open("cpu", 1)) {
            sound = folder.resolve("sound");
            new IndexJob(sound, "pictures", IndexJob.Options.DEFAULT, rows -> {})
                    .images(
                            EmbedInput.images(pictures.toString(), 10, false),
                            TestModel.source(TestModel.write(folder.resolve("model"), 1), engine),
                            4,
                            32,
                            TestPictures.QUIET);
        }
    }

    private static Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> all = Files.walk(sound)) {
            for (Path file : all.toList()) {
                Files.copy(file, copy.resolve(sound.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"index.json", "vectors.f32", "vectors.i8", "rows.records", "thumbnails/thumbnails_0.records"})
    void damagedFilesAreReadOrRefused(String name) throws IOException {
        Path index = copy("damaged-" + name.replace('/', '-'));
        byte[] good = Files.readAllBytes(index.resolve(name));
        Damage.read(good, DAMAGED, IndexException.class, bytes -> {
            Files.write(index.resolve(name), bytes);
            try (Search search = Search.open(index)) {
                search.similar(3, 5);
                search.row(9);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("expected one from 0 to"); // an index of fewer rows
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"vectors.f32", "vectors.i8", "rows.records", "model/tokenizer.json", "index.json"})
    void missingFilesAreNamed(String name) throws IOException {
        Path index = copy("missing-" + name.replace('/', '-'));
        Files.delete(index.resolve(name));
        assertThatThrownBy(() -> Search.open(index))
                .isInstanceOf(IndexException.class)
                .hasMessageStartingWith("search failed: " + index)
                .hasMessageContaining(name.equals("index.json") ? "no index.json" : name + ": no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vectors.f32", "vectors.i8", "rows.records"})
    void filesOfAnotherIndexAreRefused(String name) throws IOException {
        Path index = copy("swapped-" + name);
        Path other = TestIndex.write(folder.resolve("other-" + name), TestIndex.vectors(TestPictures.COUNT, 12, 5), 12);
        Files.copy(other.resolve(name), index.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Search.open(index))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("index")
                .hasMessageContaining(", as index.json beside it");
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        Path index = copy("version");
        String json = Files.readString(index.resolve("index.json"));
        Files.writeString(index.resolve("index.json"), json.replace("\"version\" : 1", "\"version\" : 2"));
        assertThatThrownBy(() -> Search.open(index))
                .hasMessage("search failed: " + index.resolve("index.json")
                        + ": version 2, expected 1; index again with --overwrite");
    }

    @Test
    void aModelThatWasChangedIsRefused() throws IOException {
        Path index = copy("changed");
        Path weights = index.resolve("model/open_clip_model.safetensors");
        Files.copy(
                TestModel.write(folder.resolve("second"), 2).resolve("open_clip_model.safetensors"),
                weights,
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Search.open(index))
                .hasMessageStartingWith("search failed: " + weights + ": another file (")
                .hasMessageEndingWith(", that of the model which made this index");
    }

    @Test
    void aVectorThatIsNotOfUnitLengthAnyMoreIsNamed() throws IOException {
        Path index = copy("bent");
        byte[] vectors = Files.readAllBytes(index.resolve("vectors.f32"));
        Arrays.fill(vectors, VectorHeader.BYTES + 3 * 48, VectorHeader.BYTES + 4 * 48, (byte) 0);
        Files.write(index.resolve("vectors.f32"), vectors);
        try (Search search = Search.open(index)) {
            assertThatThrownBy(() -> search.similar(3, 5))
                    .isInstanceOf(IndexException.class)
                    .hasMessage("search failed: " + index.resolve("vectors.f32")
                            + ": row 3: a vector of length 0.0, expected 1; the file is damaged: index again with"
                            + " --overwrite");
        }
    }
}
