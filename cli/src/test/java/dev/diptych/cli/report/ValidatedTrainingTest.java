package dev.diptych.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.tensorflow.framework.Summary;

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
        Path scored = train(
                "scored",
                "eval.data='" + folder.resolve("pictures") + "'",
                "eval.every_n_steps=2",
                "train.report_to=tensorboard");
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
    void classifiesLabelledImagesAsItGoes() throws IOException {
        Path table = Files.writeString(
                folder.resolve("labels.csv"), "filepath,label\npictures/0.png,picture 0\npictures/1.png,picture 1\n");
        Path run = train(
                "classified",
                "eval.classify.data='" + table + "'",
                "eval.classify.templates=name",
                "eval.best=zeroshot_acc1");
        assertThat(Files.readAllLines(run.resolve("scores.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.contains("\"zeroshot_acc1\":")
                        && line.contains("\"zeroshot_mean_per_class_recall\":")
                        && !line.contains("R@1"));
        assertThat(run.resolve("checkpoints/best")).isDirectory();
        assertThat(run.resolve("report.html"))
                .content()
                .contains("Zero-shot classification", "classification. acc1, % by step: ")
                .doesNotContain("Zero-shot retrieval");
    }

    @Test
    void writesEventsThatTensorFlowsClassesRead() throws IOException {
        Path run = train("events", "eval.data='" + folder.resolve("pictures") + "'", "train.report_to=tensorboard");
        CommandRun resumed = CommandRun.of("train", "--resume", run, "--set", "train.epochs=3");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        List<Path> files;
        try (Stream<Path> all = Files.list(run.resolve("tensorboard"))) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(2);
        assertThat(tags(files.get(0)))
                .startsWith("1 train/loss", "1 train/lr", "1 train/scale", "1 train/samples_per_second")
                .contains("3 val/image_to_text_R@1", "6 train/loss", "6 val/text_to_image_median_rank")
                .doesNotContain("2 val/image_to_text_R@1", "7 train/loss");
        assertThat(tags(files.get(1))).contains("7 session", "7 train/loss", "9 val/text_to_image_R@10");
    }

    /** The step and the tag of each value, as ND4J's copies of TensorFlow's and of protobuf's classes read them. */
    private static List<String> tags(Path file) throws IOException {
        List<String> tags = new ArrayList<>();
        ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (records.hasRemaining()) {
            byte[] event = new byte[(int) records.getLong()];
            records.getInt();
            records.get(event);
            records.getInt();
            CodedInputStream in = CodedInputStream.newInstance(event);
            long step = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag >>> 3) {
                    case 2 -> step = in.readInt64();
                    case 5 -> {
                        for (Summary.Value value :
                                Summary.parseFrom(in.readByteArray()).getValueList()) {
                            assertThat(value.getSimpleValue()).isFinite();
                            tags.add(step + " " + value.getTag());
                        }
                    }
                    case 7 -> {
                        in.skipField(tag);
                        tags.add(step + " session");
                    }
                    default -> in.skipField(tag);
                }
            }
        }
        return tags;
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
