package dev.diptych.export.safetensors;

import static dev.diptych.export.safetensors.Bytes.file;
import static dev.diptych.export.safetensors.Bytes.tensor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.file.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a tensor file's bytes, its tensors are read, or a {@link SafetensorsException} says why not. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TensorFuzzTest {
    private static final int FILES = 400;

    @TempDir
    private Path folder;

    private static byte[] tensors(String prefix) {
        return file(
                "{\"__metadata__\":{\"format\":\"pt\"}," + tensor(prefix + "w", "F32", "[2,3]", 0, 24) + ","
                        + tensor(prefix + "h", "BF16", "[4]", 24, 32) + "," + tensor(prefix + "s", "F16", "[]", 32, 34)
                        + "," + tensor(prefix + "i", "I64", "[1]", 34, 42) + "}  ",
                42);
    }

    private static void readAll(Path file) {
        try (TensorReader reader = TensorReader.open(file)) {
            for (TensorInfo tensor : reader.tensors().values()) {
                if (tensor.type() != StoredType.I64) {
                    reader.read(tensor.name());
                }
            }
        }
    }

    @Test
    void files() {
        assertThat(Damage.read(
                        tensors("module."),
                        FILES,
                        SafetensorsException.class,
                        bytes -> readAll(Files.write(folder.resolve("a.safetensors"), bytes))))
                .isPositive();
    }

    @Test
    void indexes() throws IOException {
        Files.write(folder.resolve("a-1.safetensors"), tensors("a."));
        Files.write(folder.resolve("a-2.safetensors"), tensors("b."));
        String index = "{\"metadata\":{\"total_size\":84},\"weight_map\":{\"a.w\":\"a-1.safetensors\",\"a.h\":"
                + "\"a-1.safetensors\",\"a.s\":\"a-1.safetensors\",\"a.i\":\"a-1.safetensors\",\"b.w\":\"a-2.safetensors\","
                + "\"b.h\":\"a-2.safetensors\",\"b.s\":\"a-2.safetensors\",\"b.i\":\"a-2.safetensors\"}}";
        assertThat(Damage.read(
                        index.getBytes(UTF_8),
                        FILES,
                        SafetensorsException.class,
                        bytes -> readAll(Files.write(folder.resolve("a.safetensors.index.json"), bytes))))
                .isPositive();
    }
}
