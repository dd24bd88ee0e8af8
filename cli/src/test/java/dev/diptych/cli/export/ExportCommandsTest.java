package dev.diptych.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandsTest {
    @TempDir
    private Path folder;

    private Path model = Path.of("");
    private Path onnx = Path.of("");

    @BeforeEach
    void writeAModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        onnx = folder.resolve("onnx");
        SmallModel.write(model);
    }

    @Test
    void filesAgreeWithTheModelTheyAreOf() {
        CommandRun exported = CommandRun.of("export", "onnx", "--model", model, "--output", onnx);
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(exported.out()).isEqualTo(onnx + ": ONNX of " + model + ", fp32, fp16, int8\n");
        CommandRun verified = CommandRun.of("export", "verify", "--model", model, "--onnx", onnx);
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out().lines())
                .hasSize(10)
                .anyMatch(line -> line.matches("vision_model\\.onnx +16 .* 1\\.0+ +1\\.0+"))
                .anyMatch(line -> line.startsWith("text_model_fp16.onnx "))
                .anyMatch(line -> line.startsWith("model_quantized.onnx "));
    }

    @Test
    void filesOfAnotherModelAreTooFar() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        SmallModel.write(other, 2);
        CommandRun exported =
                CommandRun.of("export", "onnx", "--model", other, "--output", onnx, "--dtype", "int8,int8");
        assertThat(exported.code()).as(exported.err()).isZero();
        CommandRun verified = CommandRun.of("export", "verify", "--model", model, "--onnx", onnx);
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).containsPattern("vision_model_quantized\\.onnx .*  too far\n");
    }

    @Test
    void refusesWhatItCannotTake() throws IOException {
        CommandRun format = CommandRun.of("export", "onnx", "--model", model, "--output", onnx, "--dtype", "bf16");
        assertThat(format.code()).isEqualTo(2);
        assertThat(format.err()).contains("'bf16', expected one of fp32, fp16, int8");
        CommandRun none = CommandRun.of("export", "verify", "--model", model, "--onnx", model);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .contains("--onnx: " + model + ": no onnx/vision_model.onnx nor one of another format, expected");
        Files.createDirectory(onnx);
        Files.writeString(onnx.resolve("file"), "there");
        CommandRun full = CommandRun.of("export", "onnx", "--model", model, "--output", onnx);
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.err()).contains("a folder with files, expected an empty one");
    }
}
