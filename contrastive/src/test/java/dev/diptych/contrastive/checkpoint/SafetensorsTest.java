package dev.diptych.contrastive.checkpoint;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void readsBackWhatItWrites() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        new NamedTensor("b", new int[] {2, 3}, new float[] {1, -2, 3e-40f, Float.MAX_VALUE, 0, -0f}),
                        new NamedTensor("a", new int[0], new float[] {7})),
                Map.of("format", "pt"));
        List<NamedTensor> read = List.copyOf(SafetensorsReader.read(file).values());
        assertThat(read).extracting(NamedTensor::name).containsExactly("b", "a");
        assertThat(read.get(0).shape()).containsExactly(2, 3);
        assertThat(read.get(0).values()).containsExactly(1, -2, 3e-40f, Float.MAX_VALUE, 0, -0f);
        assertThat(read.get(1).shape()).isEmpty();
    }

    @Test
    void rejectsAFileTooShortForItsHeaderLength() throws IOException {
        rejects(new byte[3], "3 bytes, expected at least 8 for the header's length");
    }

    @Test
    void rejectsAHeaderLongerThanTheFile() throws IOException {
        rejects(bytes(1L << 40, "{}", 0), "header length 1099511627776, expected 2 to 2 bytes");
    }

    @Test
    void rejectsANegativeHeaderLength() throws IOException {
        rejects(bytes(-1, "{}", 0), "header length -1, expected 2 to 2 bytes");
    }

    @Test
    void rejectsAHeaderThatIsNoJson() throws IOException {
        rejects(file("{\"a\":", 0), "header: ");
    }

    @Test
    void rejectsAHeaderThatIsNoObject() throws IOException {
        rejects(file("[1]", 0), "header is no object, expected a JSON object of tensors");
    }

    @Test
    void rejectsDuplicateKeys() throws IOException {
        String tensor = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        rejects(file("{" + tensor + "," + tensor + "}", 4), "Duplicate");
    }

    @Test
    void rejectsAnotherType() throws IOException {
        rejects(
                file("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8),
                "a has dtype \"I64\", expected \"F32\"");
    }

    @Test
    void rejectsOffsetsThatDisagreeWithTheShape() throws IOException {
        rejects(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4),
                "a lies at 0 to 4, expected 0 to 8 by its shape");
    }

    @Test
    void rejectsAGapBetweenTensors() throws IOException {
        rejects(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8),
                "a lies at 4 to 8, expected 0 to 4 by its shape");
    }

    @Test
    void rejectsTensorsThatOverlap() throws IOException {
        rejects(
                file(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        4),
                "b starts at 0, expected an offset of its own");
    }

    @Test
    void rejectsTruncatedData() throws IOException {
        rejects(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4), "expected at least");
    }

    @Test
    void rejectsBytesAfterTheLastTensor() throws IOException {
        rejects(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 9), "by its header");
    }

    @Test
    void rejectsNegativeSizes() throws IOException {
        rejects(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4),
                "a has shape [-1], expected sizes of at least 0");
    }

    @Test
    void rejectsAMissingFile() {
        assertThatThrownBy(() -> SafetensorsReader.read(folder.resolve("none")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith("none: no such file, expected a safetensors file");
    }

    private void rejects(byte[] content, String message) throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.write(file, content);
        assertThatThrownBy(() -> SafetensorsReader.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("read failed: " + file)
                .hasMessageContaining(message);
    }

    private static byte[] file(String header, int data) {
        return bytes(header.length(), header, data);
    }

    private static byte[] bytes(long length, String header, int data) {
        return ByteBuffer.allocate(8 + header.length() + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header.getBytes(StandardCharsets.UTF_8))
                .array();
    }
}
