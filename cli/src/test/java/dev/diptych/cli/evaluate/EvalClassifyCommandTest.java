package dev.diptych.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalClassifyCommandTest {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeModelAndData() throws IOException {
        SmallModel.write(Files.createDirectory(folder.resolve("model")));
        for (String name : new String[] {"red_fox", "box"}) {
            Path pictures = Files.createDirectories(folder.resolve("data/test").resolve(name));
            for (int i = 0; i < 3; i++) {
                BufferedImage gray = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
                gray.setRGB(i, i, 0xFFFFFF);
                ImageIO.write(gray, "png", pictures.resolve(i + ".png").toFile());
            }
        }
        Files.writeString(folder.resolve("data/test/box/bad.png"), "no image");
        Files.writeString(folder.resolve("classes.json"), "{\"toys\": [\"red fox\", \"box\"]}");
        Files.writeString(
                folder.resolve("sets.csv"), "filepath,label\ndata/test/box/0.png,box;red fox\ndata/test/box/1.png,\n");
    }

    @Test
    void scoresAFolderOfClasses() throws IOException {
        Path results = folder.resolve("results.json");
        CommandRun scores = run(
                "data",
                "--classes",
                folder.resolve("classes.json").toString(),
                "--dataset",
                "toys",
                "--output",
                results.toString());
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out())
                .containsPattern("acc1 +[01]\\.\\d{4}  95 % [01]\\.\\d{4} to [01]\\.\\d{4}  \\(chance 0\\.5000\\)")
                .contains("mean_per_class_recall")
                .doesNotContain("acc5");
        assertThat(scores.err())
                .contains("classifying 7 images, by 2 names of ", "left out: ", "1 of 7 samples cannot be used");
        JsonNode json = new ObjectMapper().readTree(results.toFile());
        assertThat(json.path("dataset").asText()).isEqualTo("toys");
        assertThat(json.path("task").asText()).isEqualTo("zeroshot_classification");
        assertThat(json.path("metrics").path("acc1").isNumber()).isTrue();
        assertThat(json.at("/intervals_95/acc1")).hasSize(2);
        assertThat(folder.resolve("results.html"))
                .content()
                .contains(
                        "Confusion matrix", "red fox taken for box: ", "Calibration", "<dt>Images left out</dt><dd>1<");
    }

    @Test
    void scoresImagesWithSeveralLabels() {
        CommandRun scores = run("sets.csv", "--label-separator", ";", "--templates", "name");
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out()).contains("mean_average_precision").doesNotContain("acc1");
    }

    @Test
    void saysWhatItNeeds() throws IOException {
        CommandRun unknown = run("data", "--classes", "nothing");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("prompts failed: nothing: no such file, expected one, or one of the classes");
        Path images = Files.createDirectories(folder.resolve("idx"));
        Files.write(
                images.resolve("t10k-images-idx3-ubyte"),
                new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7});
        Files.write(images.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 0});
        CommandRun nameless = run("idx");
        assertThat(nameless.code()).isEqualTo(2);
        assertThat(nameless.err()).contains("labels that are numbers, expected the names of their classes");
    }

    private static CommandRun run(String data, String... options) {
        Object[] arguments = new Object[options.length + 6];
        System.arraycopy(options, 0, arguments, 6, options.length);
        arguments[0] = "eval";
        arguments[1] = "classify";
        arguments[2] = "--model";
        arguments[3] = folder.resolve("model");
        arguments[4] = "--data";
        arguments[5] = folder.resolve(data);
        return CommandRun.of(arguments);
    }
}
