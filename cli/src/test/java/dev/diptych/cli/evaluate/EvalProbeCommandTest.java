package dev.diptych.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalProbeCommandTest {
    private static final int EACH = 12;

    @TempDir
    private static Path folder;

    /** Pictures of two classes, dark on the left or on the right. */
    @BeforeAll
    static void makeModelAndData() throws IOException {
        SmallModel.write(Files.createDirectory(folder.resolve("model")));
        for (String split : new String[] {"train", "test"}) {
            for (int side = 0; side < 2; side++) {
                Path pictures = Files.createDirectories(
                        folder.resolve("data").resolve(split).resolve(side == 0 ? "left" : "right"));
                for (int i = 0; i < EACH; i++) {
                    BufferedImage gray = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
                    for (int pixel = 0; pixel < 128; pixel++) {
                        gray.setRGB(8 * side + pixel % 8, pixel / 8, 0x10101 * (200 + 4 * i));
                    }
                    ImageIO.write(gray, "png", pictures.resolve(i + ".png").toFile());
                }
            }
        }
        Files.writeString(folder.resolve("data/test/left/bad.png"), "no image");
    }

    @Test
    void fitsToOnePartAndScoresTheOther() throws IOException {
        Path results = folder.resolve("results.json");
        CommandRun scores = ofImages("--seeds", "0,1,2", "--fewshot-k", "4", "--output", results.toString());
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out())
                .containsPattern("lp_acc1 +[01]\\.\\d{4}  95 % [01]\\.\\d{4} to [01]\\.\\d{4}  \\(chance 0\\.5000\\)")
                .containsPattern("lp_acc1_sd +0\\.\\d{4}")
                .contains("lp_mean_per_class_recall")
                .doesNotContain("lp_acc5");
        assertThat(scores.err())
                .contains("embedding 24 images", "embedding 25 images", "1 of 25 samples cannot be used")
                .contains("seed 2: acc1 ", "right in validation); 8 images, objective ");
        JsonNode json = new ObjectMapper().readTree(results.toFile());
        assertThat(json.path("task").asText()).isEqualTo("linear_probe");
        assertThat(json.path("model").asText()).isEqualTo("model");
        assertThat(json.path("metrics").path("lp_acc1").asDouble()).isGreaterThan(0.8); // of two classes
        assertThat(json.path("metrics").path("fewshot_k").asInt()).isEqualTo(4);
        assertThat(json.at("/intervals_95/lp_acc1")).hasSize(2);
        assertThat(folder.resolve("results.html"))
                .content()
                .contains("Linear probe", "Seeds", "Confusion matrix", "left taken for left: ");
    }

    @Test
    void takesFeaturesBeforeTheyAreProjected() {
        CommandRun scores = ofImages("--before-projection", "--no-normalize", "--c", "1");
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.err()).contains("fitting to 24 images of 2 classes by 64 numbers each");
        assertThat(ofImages("--c", "1").err()).contains("by 32 numbers each");
    }

    @Test
    void takesVectorsOfAnyTool() throws IOException {
        float[] train = new float[3 * 8];
        long[] labels = new long[8];
        for (int i = 0; i < 8; i++) {
            labels[i] = i % 2;
            train[3 * i] = 1 + i;
            train[3 * i + 1 + i % 2] = 1 + i;
        }
        Path vectors = matrix("train.npy", 8, 3, train);
        Path numbers = numbers("labels.npy", labels);
        Object[] arguments = {
            "eval", "probe", "--data", vectors, "--labels", numbers, "--train", vectors, "--train-labels", numbers
        };
        CommandRun scores = CommandRun.of(arguments);
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out()).containsPattern("lp_acc1 +1\\.0000");
        arguments[5] = numbers("short.npy", new long[] {0, 1});
        assertThat(CommandRun.of(arguments).err()).contains("2 labels from 0, expected 8 from 0, as ");
    }

    @Test
    void saysWhatItNeeds() throws IOException {
        assertThat(CommandRun.of("eval", "probe", "--data", folder.resolve("data"))
                        .err())
                .contains("--model: missing, expected --model=RUN|DIR");
        assertThat(ofImages("--fewshot-k", "0").err()).contains("--fewshot-k: 0, expected at least 1, or -1 for all");
        assertThat(ofImages("--c", "-1").err()).contains("probe refused: c -1.0, expected a finite number above 0");
        assertThat(ofImages("--probe", "svm").err()).contains("probe refused: 'svm', expected one of lbfgs");
        assertThat(ofImages("--labels", "labels.npy").err()).contains("--labels: images, expected --data and --train");
        Path vectors = matrix("alone.npy", 1, 2, new float[2]);
        assertThat(CommandRun.of("eval", "probe", "--data", vectors).err())
                .contains("--data: vectors, expected --labels, --train and --train-labels beside it");
    }

    private static CommandRun ofImages(String... options) {
        Object[] arguments = new Object[options.length + 6];
        System.arraycopy(options, 0, arguments, 6, options.length);
        arguments[0] = "eval";
        arguments[1] = "probe";
        arguments[2] = "--model";
        arguments[3] = folder.resolve("model");
        arguments[4] = "--data";
        arguments[5] = folder.resolve("data");
        return CommandRun.of(arguments);
    }

    private static Path matrix(String name, int rows, int columns, float... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return npy(name, "<f4", rows + ", " + columns, bytes.array());
    }

    private static Path numbers(String name, long... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return npy(name, "<i8", values.length + ",", bytes.array());
    }

    private static Path npy(String name, String type, String shape, byte[] numbers) throws IOException {
        String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        byte[] header = (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer file = ByteBuffer.allocate(10 + header.length + numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header)
                .put(numbers);
        return Files.write(folder.resolve(name), file.array());
    }
}
