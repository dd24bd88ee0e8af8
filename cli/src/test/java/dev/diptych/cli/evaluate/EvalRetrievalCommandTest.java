package dev.diptych.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalRetrievalCommandTest {
    private static final int IMAGES = 6;

    @TempDir
    private static Path folder;

    private static Path model = Path.of("");
    private static Path pictures = Path.of("");

    /** Six images with 1, 2, 3, 1, 2 and 3 captions. */
    @BeforeAll
    static void writeModelAndPictures() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
        pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = image.createGraphics();
            pen.setColor(new Color(40 * i, 255 - 40 * i, 7 * i));
            pen.fillRect(0, 0, 16, 1 + 2 * i);
            ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
            List<String> captions =
                    List.of("fox " + i, "a box of " + i, "red " + i).subList(0, 1 + i % 3);
            Files.writeString(
                    pictures.resolve(i + ".json"), new ObjectMapper().writeValueAsString(new Captions(captions)));
        }
    }

    private record Captions(List<String> captions) {}

    @Test
    void eachCaptionIsATextOfItsOwn() throws IOException {
        Path output = folder.resolve("each.json");
        CommandRun scored = CommandRun.of(
                "eval", "retrieval", "--model", model, "--data", pictures, "--recall-k", "1,3", "--output", output);
        assertThat(scored.code()).as(scored.err()).isZero();
        // Of 12 texts an image has 1, 2 or 3: 2 / 12 in the mean are its own.
        assertThat(scored.out())
                .containsPattern("image_to_text_R@1 .*\\(chance 0\\.1667\\)\n")
                .containsPattern("text_to_image_R@1 .*\\(chance 0\\.1667\\)\n")
                .containsPattern("text_to_image_mean_rank .*\\(chance 3\\.5\\)\n");
        JsonNode results = new ObjectMapper().readTree(output.toFile());
        assertThat(results.at("/metrics/image_retrieval_recall@1"))
                .isEqualTo(results.at("/metrics/text_to_image_R@1"))
                .isNotEqualTo(results.at("/metrics/text_retrieval_recall@3"));
        assertThat(results.at("/metrics/text_retrieval_recall@3").isNumber()).isTrue();
        assertThat(results.at("/metrics/text_retrieval_recall@5").isMissingNode())
                .isTrue();
        assertThat(results.at("/intervals_95/image_to_text_R@1")).hasSize(2);
        assertThat(folder.resolve("each.html")).content().contains("95 % interval", "red 2", "a box of 2 / red 2");
    }

    @Test
    void karpathysSplitsSayWhichImagesThereAreAndGiveTheirCaptions() throws IOException {
        Path splits = Files.writeString(folder.resolve("dataset.json"), """
                {"images": [
                  {"filename": "0.png", "split": "test", "sentences": [{"raw": "fox"}, {"raw": "box"}, {"raw": "ox"}]},
                  {"filename": "1.png", "split": "train", "sentences": [{"raw": "red"}]},
                  {"filename": "2.png", "split": "test", "sentences": [{"raw": "red"}]}]}
                """);
        CommandRun scored =
                CommandRun.of("eval", "retrieval", "--model", model, "--data", pictures, "--split-file", splits);
        assertThat(scored.code()).as(scored.err()).isZero();
        // Of 4 texts one image has 3, the other 1.
        assertThat(scored.out())
                .containsPattern("image_to_text_R@1 .*\\(chance 0\\.5000\\)\n")
                .containsPattern("image_to_text_mean_rank .*\\(chance 1\\.9\\)\n")
                .containsPattern("text_to_image_R@1 .*\\(chance 0\\.5000\\)\n");
    }

    @Test
    void theFolderOfEmbedScoresAsItsModelDoes() throws IOException {
        Path embeddings = folder.resolve("embeddings");
        CommandRun embedded =
                CommandRun.of("embed", "--model", model, "--images", pictures, "--output", embeddings, "-q");
        assertThat(embedded.code()).as(embedded.err()).isZero();
        CommandRun joined =
                CommandRun.of("eval", "retrieval", "--model", model, "--data", pictures, "--captions", "joined");
        assertThat(joined.code()).as(joined.err()).isZero();

        CommandRun vectors = CommandRun.of("eval", "retrieval", "--embeddings", embeddings);

        assertThat(vectors.code()).as(vectors.err()).isZero();
        assertThat(vectors.out()).isEqualTo(joined.out()).contains("chance 0.1667");
        CommandRun files = CommandRun.of(
                "eval",
                "retrieval",
                "--image-vectors",
                embeddings.resolve("img_emb"),
                "--text-vectors",
                embeddings.resolve("text_emb").resolve("text_emb_0.npy"));
        assertThat(files.out()).as(files.err()).isEqualTo(vectors.out());
    }

    @Test
    void anyVectorsAreScoredByTheImageOfEachText() throws IOException {
        Path images = write("images.npy", 2, 1, 0, 0, 3);
        Path texts = write("texts.npy", 2, 2, 1, 1, 2, 4, 1);
        Path owners = Files.writeString(folder.resolve("owners.txt"), "0\n1\n1\n");
        Path output = folder.resolve("vectors.json");
        CommandRun scored = CommandRun.of(
                "eval",
                "retrieval",
                "--image-vectors",
                images,
                "--text-vectors",
                texts,
                "--image-of-text",
                owners,
                "--output",
                output);
        assertThat(scored.code()).as(scored.err()).isZero();
        JsonNode metrics = new ObjectMapper().readTree(output.toFile()).get("metrics");
        // The third text is nearer to the first image, and that image nearer to it than to its own.
        assertThat(metrics.get("text_to_image_R@1").doubleValue()).isEqualTo(2 / 3.0);
        assertThat(metrics.get("image_to_text_R@1").doubleValue()).isEqualTo(0.5);
        assertThat(folder.resolve("vectors.html")).doesNotExist();
    }

    @Test
    void saysInOneLineWhatIsMissing() throws IOException {
        Path images = write("two.npy", 1, 1, 2);
        Path texts = write("three.npy", 1, 1, 2, 3);
        record Case(String line, List<Object> arguments) {}
        List<Case> cases = List.of(
                new Case("--data missing, expected --model=RUN|DIR, --data=SHARDS, or vectors", List.of()),
                new Case("--model: missing, expected --model=RUN|DIR", List.of("--data", pictures)),
                new Case(
                        "one of --image-vectors and --text-vectors, expected both of them, or --embeddings alone",
                        List.of("--image-vectors", images)),
                new Case(
                        "one of --image-vectors and --text-vectors, expected both of them, or --embeddings alone",
                        List.of("--image-of-text", images)),
                new Case(
                        "vectors with --model or --data, expected one or the other",
                        List.of("--embeddings", folder, "--model", model)),
                new Case(
                        "--image-of-text: not given with 2 images and 3 texts, expected the image of each text",
                        List.of("--image-vectors", images, "--text-vectors", texts)),
                new Case(
                        "--split: val without --split-file, expected both",
                        List.of("--model", model, "--data", pictures, "--split", "val")),
                new Case("--recall-k: 0, expected at least 1", List.of("--recall-k", 0)));
        for (Case each : cases) {
            List<Object> arguments = new ArrayList<>(List.of("eval", "retrieval", "--quiet"));
            arguments.addAll(each.arguments());
            CommandRun failed = CommandRun.of(arguments.toArray());
            assertThat(failed.code()).as(each.line()).isEqualTo(2);
            assertThat(failed.errorLines()).as(each.line()).hasSize(1);
            assertThat(failed.err()).contains(each.line());
        }
    }

    private static Path write(String name, int columns, float... values) throws IOException {
        Path file = folder.resolve(name);
        try (NpyWriter writer = new NpyWriter(file, columns, NpyType.FLOAT32)) {
            writer.append(values);
            writer.finish();
        }
        return file;
    }
}
