package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.cli.CommandRun;
import dev.diptych.nn.onednn.SelfTest;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embedding with linear layers on integers of 8 bits. */
class IntegerEmbeddingTest {
    private static final int PICTURES = 11;
    private static final int DIMENSIONS = 32;
    private static final int HEADER = 128; // bytes of a .npy file before its rows

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path pictures;

    @BeforeAll
    static void write() throws IOException {
        model = folder.resolve("model");
        SmallModel.write(model);
        pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < PICTURES; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = image.createGraphics();
            pen.setColor(new Color(20 * i, 255 - 20 * i, 7 * i));
            pen.fillRect(0, 0, 16, 1 + i);
            ImageIO.write(
                    image, "png", pictures.resolve(String.format("%02d.png", i)).toFile());
        }
    }

    @Test
    void isNearTheSameInFloat32() throws IOException {
        assumeTrue(SelfTest.verdict().inForce().quantizes(), "a processor with VNNI");
        float[] exact = embed("float", "fp32");
        float[] rounded = embed("integers", "int8");
        assertThat(rounded).isNotEqualTo(exact);
        for (int row = 0; row < PICTURES; row++) {
            double cosine = 0;
            for (int i = row * DIMENSIONS; i < (row + 1) * DIMENSIONS; i++) {
                cosine += (double) exact[i] * rounded[i];
            }
            assertThat(cosine)
                    .as("picture %d", row)
                    .isGreaterThan(0.999); // each layer rounds by less than 1/254 of a row's largest
        }
    }

    @Test
    void doesNotGoOnWithEmbeddingsOfAnotherPrecision() {
        assumeTrue(SelfTest.verdict().inForce().quantizes(), "a processor with VNNI");
        Path output = folder.resolve("other");
        assertThat(run(output, "fp32").code()).isZero();
        CommandRun other = run(output, "int8");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("precision fp32, expected int8 as asked for now");
    }

    @Test
    void trainsNothing() throws IOException {
        Path recipe = folder.resolve("recipe.yaml");
        Files.writeString(recipe, """
            data: {train: '%s'}
            model: ViT-S-32
            train: {precision: int8}
            """.formatted(pictures));
        CommandRun train = CommandRun.of("train", "--config", recipe, "--output", folder.resolve("run"));
        assertThat(train.code()).isEqualTo(2);
        assertThat(train.err()).contains("train.precision: 'int8', expected one to train in: fp32 or amp_bf16");
        CommandRun bench = CommandRun.of("bench", "step", "--precision", "int8");
        assertThat(bench.err().lines())
                .containsExactly("bad usage: precision: int8: for forward passes only, expected fp32 or amp_bf16");
        CommandRun show = CommandRun.of("models", "show", "ViT-S-32", "--precision", "int8");
        assertThat(show.err().lines())
                .containsExactly("bad usage: precision: int8: for forward passes only, expected fp32 or amp_bf16");
    }

    private static float[] embed(String name, String precision) throws IOException {
        Path output = folder.resolve(name);
        CommandRun run = run(output, precision);
        assertThat(run.code()).as(run.err()).isZero();
        byte[] bytes = Files.readAllBytes(output.resolve("img_emb/img_emb_0.npy"));
        FloatBuffer rows = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[PICTURES * DIMENSIONS];
        rows.get(values);
        assertThat(rows.hasRemaining()).isFalse();
        return values;
    }

    private static CommandRun run(Path output, String precision) {
        return CommandRun.of(
                "embed", "--model", model, "--images", pictures, "--output", output, "--precision", precision, "-q");
    }
}
