package dev.diptych.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidatedTrainingTest {
    private static final String MODEL = """
            {"embed_dim": 32,
             "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "patch_size": 8},
             "text_cfg": {"context_length": 8, "vocab_size": 560, "width": 64, "heads": 1, "layers": 1}}
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeData() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 12; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i, i, 0xFFFFFF);
            ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
            Files.writeString(pictures.resolve(i + ".txt"), "picture " + i);
        }
        Files.writeString(folder.resolve("tiny.json"), MODEL);
        Files.writeString(folder.resolve("recipe.yaml"), """
                data: {train: '%s'}
                model: tiny.json
                schedule: {lr_scheduler: const, warmup: 0}
                train: {batch_size: 4, epochs: 2, log_every_n_steps: 1}
                """.formatted(pictures));
    }

    @Test
    void scoresTheModelAsItGoesAndChangesNoBitOfIt() throws IOException {
        Path plain = train("plain");
        Path scored = train("scored", "eval.data='" + folder.resolve("pictures") + "'", "eval.every_n_steps=2");
        assertThat(plain.resolve("scores.jsonl")).doesNotExist();
        List<String> lines = Files.readAllLines(scored.resolve("scores.jsonl"));
        assertThat(lines.stream().map(line -> line.replaceAll("(?<=\\d),\"image.*", "")))
                .containsExactly(
                        "{\"step\":2,\"epoch\":0.6667",
                        "{\"step\":3,\"epoch\":1.0",
                        "{\"step\":4,\"epoch\":1.3333",
                        "{\"step\":6,\"epoch\":2.0");
        assertThat(lines).allMatch(line -> line.contains("\"text_to_image_R@10\":"));
        List<Path> tensors = tensors(plain.resolve("checkpoint"));
        assertThat(tensors).hasSizeGreaterThan(1); // weights and moments
        for (Path file : tensors) {
            assertThat(scored.resolve("checkpoint").resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
        assertThat(scored.resolve("report.html"))
                .content()
                .contains("image to text, R@K. R@1, % by step: ", "Worst cases", "Zero-shot retrieval");
    }

    @Test
    void refusesDataThatIsNotThereBeforeItTrains() {
        Path run = folder.resolve("refused");
        CommandRun refused = CommandRun.of(
                "train",
                "--config",
                folder.resolve("recipe.yaml"),
                "--output",
                run,
                "--set",
                "eval.data=nowhere",
                "-q");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("nowhere");
        assertThat(run.resolve("recipe.yaml")).doesNotExist();
    }

    private static Path train(String name, String... settings) {
        Path run = folder.resolve(name);
        Object[] arguments = Stream.concat(
                        Stream.of("train", "--config", folder.resolve("recipe.yaml"), "--output", run),
                        Arrays.stream(settings).flatMap(setting -> Stream.of("--set", setting)))
                .toArray();
        CommandRun trained = CommandRun.of(arguments);
        assertThat(trained.code()).as(trained.err()).isZero();
        return run;
    }

    private static List<Path> tensors(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .toList();
        }
    }
}
