package dev.diptych.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {
    private static final int IMAGES = 6;

    @TempDir
    private static Path folder;

    private static Path model = Path.of("");
    private static Path pictures = Path.of("");
    private static Path index = Path.of("");
    private static CommandRun made = new CommandRun(1, "", "");

    @BeforeAll
    static void makeIndex() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
        pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < IMAGES; i++) {
            RgbImage picture = RgbImage.filled(20, 20, 0x28FF07 * (i + 1));
            RgbImage.filled(20, 3 + 2 * i, 0x102030 * i).copyTo(picture, 0, 0);
            Files.write(pictures.resolve(i + ".png"), ImageEncoder.png(picture));
            Files.writeString(pictures.resolve(i + ".txt"), "caption " + i);
            Files.writeString(pictures.resolve(i + ".json"), "{\"licence\": \"" + (i < 2 ? "CC0" : "other") + "\"}");
        }
        Files.writeString(pictures.resolve("bad.png"), "no picture");
        index = folder.resolve("index");
        made = CommandRun.of("index", "--model", model, "--images", pictures, "--output", index);
    }

    @Test
    void indexSaysWhatItMadeAndLeftOut() {
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out())
                .isEqualTo(index + ": 6 images, 32 dimensions, small pictures of 224 px, 1 left out"
                        + System.lineSeparator());
        assertThat(made.err()).contains("left out: ");
        CommandRun again = CommandRun.of("index", "--model", model, "--images", pictures, "--output", index);
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains(", there before");
    }

    @Test
    void anImageFindsItselfFirst() {
        CommandRun found = CommandRun.of("search", index, "--image", pictures.resolve("3.png"), "--k", 2);
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out().lines().toList()).hasSize(2);
        assertThat(found.out())
                .startsWith("1  1.0000  " + pictures + "/3.png  caption 3" + System.lineSeparator() + "2  0.");
    }

    @Test
    void jsonHasALineForEachHitOfEachQuery() throws IOException {
        CommandRun found = CommandRun.of(
                "search",
                index,
                "--text",
                "red fox",
                "--text",
                "red box",
                "--k",
                3,
                "--json",
                "--filter",
                "licence=CC0");
        assertThat(found.code()).as(found.err()).isZero();
        List<String> lines = found.out().lines().toList();
        assertThat(lines).hasSize(4); // two images have the licence
        for (int i = 0; i < 4; i++) {
            JsonNode hit = new ObjectMapper().readTree(lines.get(i));
            assertThat(hit.path("query").asText()).isEqualTo(i < 2 ? "red fox" : "red box");
            assertThat(hit.path("rank").asInt()).isEqualTo(1 + i % 2);
            assertThat(hit.path("row").asInt()).isLessThan(2);
            assertThat(hit.path("score").asDouble()).isBetween(-1.0, 1.0);
            assertThat(hit.path("captions").get(0).asText())
                    .isEqualTo("caption " + hit.path("row").asInt());
            assertThat(hit.path("metadata").path("licence").asText()).isEqualTo("CC0");
        }
    }

    @Test
    void severalSearchesAreNamedInTheTable() {
        CommandRun found = CommandRun.of("search", index, "--text", "red fox", "--text", "box", "--minus", "fox");
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out().lines().toList()).hasSize(2 * (IMAGES + 2)).contains("red fox:", "box:");
    }

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        record Case(int code, String line, Object... arguments) {}
        for (Case each : List.of(
                new Case(2, "bad usage: diptych search: neither --text nor --image", "search", index),
                new Case(2, "bad usage: --k: 0, expected at least 1", "search", index, "--text", "x", "--k", 0),
                new Case(
                        2,
                        "bad usage: filter: no field 'x', expected one of",
                        "search",
                        index,
                        "--text",
                        "a",
                        "--filter",
                        "x=y"),
                new Case(1, "search failed: " + pictures + ": no index.json", "search", pictures, "--text", "x"),
                new Case(1, "search failed: nowhere: no such folder", "search", "nowhere", "--text", "x"),
                new Case(
                        1,
                        "search failed: " + index + ": no graph in it",
                        "search",
                        index,
                        "--text",
                        "x",
                        "--engine",
                        "hnsw"),
                new Case(1, "decode failed: ", "search", index, "--image", pictures.resolve("bad.png")),
                new Case(2, "bad usage: diptych index: neither --images nor --embeddings", "index", "--output", index),
                new Case(
                        2,
                        "bad usage: --thumbnail-size: 2000, expected 0 to 1024",
                        "index",
                        "--model",
                        model,
                        "--images",
                        pictures,
                        "--output",
                        index,
                        "--thumbnail-size",
                        2000),
                new Case(
                        1,
                        "embed failed: ",
                        "index",
                        "--model",
                        model,
                        "--images",
                        pictures,
                        "--output",
                        index,
                        "--thumbnail-size",
                        100))) {
            CommandRun run = CommandRun.of(each.arguments);
            assertThat(run.errorLines()).as(each.line).hasSize(1);
            assertThat(run.err()).startsWith(each.line);
            assertThat(run.code()).as(run.err()).isEqualTo(each.code);
        }
    }

    @Test
    void embeddingsAreIndexedTooWithAModelOrWithout() {
        Path embeddings = index.resolve("embeddings");
        Path bare = folder.resolve("bare");
        CommandRun run = CommandRun.of("index", "--embeddings", embeddings, "--output", bare);
        assertThat(run.out()).isEqualTo(bare + ": 6 images, 32 dimensions, no model" + System.lineSeparator());
        assertThat(CommandRun.of("search", bare, "--text", "red fox").err())
                .isEqualTo("search failed: " + bare
                        + ": no model in it, expected one for words and images; give --model" + System.lineSeparator());
        String own = CommandRun.of("search", index, "--text", "red fox").out();
        assertThat(CommandRun.of("search", bare, "--text", "red fox", "--model", model)
                        .out())
                .isEqualTo(own);
        Path whole = folder.resolve("whole");
        CommandRun.of("index", "--embeddings", embeddings, "--output", whole, "--model", model);
        assertThat(CommandRun.of("search", whole, "--text", "red fox").out()).isEqualTo(own);
    }
}
