package dev.diptych.export.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsWriterTest {
    @TempDir
    private Path folder;

    @Test
    void readsBackWhatItWrites() throws IOException {
        Path file = folder.resolve("a.safetensors");
        float[] values = {1, -2, 3e-40f, Float.MAX_VALUE, 0, -0f};
        SafetensorsWriter.write(
                file,
                List.of(info("b", StoredType.F32, 2, 3), info("a", StoredType.F32)),
                Map.of("format", "pt"),
                name -> name.equals("a") ? new float[] {7} : values);
        try (TensorReader read = TensorReader.open(file)) {
            assertThat(read.tensors().keySet()).containsExactly("b", "a");
            assertThat(read.tensors())
                    .containsEntry("b", info("b", StoredType.F32, 2, 3))
                    .containsEntry("a", info("a", StoredType.F32));
            assertThat(read.read("b")).containsExactly(values);
            assertThat(read.read("a")).containsExactly(7);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void alignsDataToItsElements() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(
                file, List.of(info("half", StoredType.F16, 1), info("whole", StoredType.F32, 1)), Map.of(), name ->
                        new float[] {1});
        byte[] bytes = Files.readAllBytes(file);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(length % 8).isZero();
        assertThat(new String(bytes, 8, (int) length, StandardCharsets.UTF_8)).contains("[0,4]", "[4,6]");
        try (TensorReader read = TensorReader.open(file)) {
            assertThat(read.tensors().keySet()).containsExactly("whole", "half");
        }
    }

    @Test
    void roundsToTheFormatsOfSixteenBits() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(
                file, List.of(info("f", StoredType.F16, 2), info("b", StoredType.BF16, 2)), Map.of(), name ->
                        new float[] {1 + 0x1p-11f + 0x1p-20f, 1e5f * (name.equals("b") ? 1 : 0)});
        try (TensorReader read = TensorReader.open(file)) {
            assertThat(read.read("f")).containsExactly(1 + 0x1p-10f, 0);
            assertThat(read.read("b")).containsExactly(1, 99840);
        }
    }

    @Test
    void refusesValuesThatHalfPrecisionCannotHoldAndLeavesNoFile() throws IOException {
        Path file = folder.resolve("a.safetensors");
        assertThatThrownBy(() -> SafetensorsWriter.write(
                        file, List.of(info("x", StoredType.F16, 1)), Map.of(), name -> new float[] {1e5f}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("write failed: " + file
                        + ": tensor x: 100000.0, expected at most 65504.0 for float16; write" + " bfloat16 or float32");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void refusesValuesThatAreNotAsManyAsTheShapeSays() {
        Path file = folder.resolve("a.safetensors");
        assertThatThrownBy(() -> SafetensorsWriter.write(
                        file, List.of(info("x", StoredType.F32, 2, 3)), Map.of(), name -> new float[5]))
                .hasMessageEndingWith("tensor x: 5 values, expected 6 by its shape [2, 3]");
    }

    @Test
    void refusesANameTwice() {
        assertThatThrownBy(() -> SafetensorsWriter.write(
                        folder.resolve("a"),
                        List.of(info("x", StoredType.F32), info("x", StoredType.F32)),
                        Map.of(),
                        name -> new float[1]))
                .hasMessage("tensor x twice, expected distinct names");
    }

    private static TensorInfo info(String name, StoredType type, Integer... shape) {
        return new TensorInfo(name, type, List.of(shape));
    }
}
