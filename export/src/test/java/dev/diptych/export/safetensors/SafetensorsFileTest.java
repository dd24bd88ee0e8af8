package dev.diptych.export.safetensors;

import static dev.diptych.export.safetensors.Bytes.file;
import static dev.diptych.export.safetensors.Bytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.safetensors.SafetensorsException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsFileTest {
    private static final String ONE = tensor("a", "F32", "[1]", 0, 4);

    @TempDir
    private Path folder;

    @Test
    void readsTensorsOfEveryFloatFormatExactly() throws IOException {
        String header = "{" + tensor("whole", "F32", "[2]", 0, 8) + "," + tensor("half", "F16", "[2]", 8, 12) + ","
                + tensor("brain", "BF16", "[1,1]", 12, 14) + "}";
        byte[] bytes = file(header, 14);
        ByteBuffer data = ByteBuffer.wrap(bytes, bytes.length - 14, 14).slice().order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(3e-40f)
                .putFloat(-0f)
                .putShort((short) 0x3C01)
                .putShort((short) 0x8001)
                .putShort((short) 0x4049);
        try (TensorReader file = open(bytes)) {
            assertThat(file.tensors().keySet()).containsExactly("whole", "half", "brain");
            assertThat(file.tensors().get("brain")).isEqualTo(new TensorInfo("brain", StoredType.BF16, List.of(1, 1)));
            assertThat(file.read("whole")).containsExactly(3e-40f, -0f);
            assertThat(file.read("half")).containsExactly(1 + 0x1p-10f, -0x1p-24f);
            assertThat(file.read("brain")).containsExactly(3.140625f);
        }
    }

    @Test
    void takesMetadataPaddingScalarsAndEmptyTensors() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"}," + tensor("empty", "F32", "[0,3]", 0, 0) + ","
                + tensor("scalar", "F32", "[]", 0, 4) + "}     ";
        try (TensorReader file = open(file(header, 4))) {
            assertThat(file.read("empty")).isEmpty();
            assertThat(file.read("scalar")).containsExactly(0);
        }
    }

    @Test
    void readsBeyondTwoGibibytes() throws IOException {
        long hole = (1L << 31) + (1L << 30) + 4; // more than a mapping or an array can hold
        String header = "{" + tensor("hole", "U8", "[2147483647,1]", 0, 2147483647L) + ","
                + tensor("rest", "U8", "[" + (hole - 2147483647L) + "]", 2147483647L, hole) + ","
                + tensor("last", "F32", "[2]", hole, hole + 8) + "}";
        Path path = folder.resolve("large.safetensors");
        byte[] head = file(header, 0);
        try (RandomAccessFile access = new RandomAccessFile(path.toFile(), "rw")) {
            access.write(head);
            access.setLength(head.length + hole + 8); // sparse: takes a few kilobytes of disk
            access.seek(head.length + hole + 4);
            access.write(new byte[] {0, 0, (byte) 0x80, 0x3F});
        }
        try (TensorReader file = TensorReader.open(path)) {
            assertThat(file.read("last")).containsExactly(0, 1);
        }
    }

    @Test
    void readsATensorThatTakesSeveralMappings() throws IOException {
        Path path = folder.resolve("a.safetensors");
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        for (StoredType type : List.of(StoredType.F32, StoredType.F16, StoredType.BF16)) {
            SafetensorsWriter.write(path, List.of(new TensorInfo("x", type, List.of(11))), Map.of(), name -> values);
            try (TensorReader file = SafetensorsFile.open(path, 8)) {
                assertThat(file.read("x")).containsExactly(values);
            }
        }
    }

    @Test
    void rejectsAFileTooShortForItsHeaderLength() throws IOException {
        rejects(new byte[3], Reason.HEADER, "", -1, "3 bytes, expected at least 8 for the header's length");
    }

    @Test
    void rejectsAHeaderLongerThanTheFile() throws IOException {
        rejects(
                file(1L << 20, "{}".getBytes(StandardCharsets.UTF_8), 0),
                Reason.HEADER,
                "",
                0,
                "header length 1048576, expected 2 to 2 bytes, as the file has");
    }

    @Test
    void rejectsAHeaderLengthBeyondALong() throws IOException {
        rejects(
                file(-1, "{}".getBytes(StandardCharsets.UTF_8), 0),
                Reason.HEADER,
                "",
                0,
                "header length 18446744073709551615, expected 2 to 2 bytes");
    }

    @Test
    void rejectsAHeaderBeyondTheLimitOfTheFormat() throws IOException {
        Path path = folder.resolve("bad.safetensors");
        Files.write(path, file(100_000_001, new byte[0], 0));
        try (RandomAccessFile access = new RandomAccessFile(path.toFile(), "rw")) {
            access.setLength(200_000_000);
        }
        assertThatThrownBy(() -> TensorReader.open(path))
                .hasMessageContaining("header length 100000001, expected 2 to 100000000 bytes, the format's limit");
    }

    @Test
    void rejectsAnEmptyHeader() throws IOException {
        rejects(file("", 4), Reason.HEADER, "", 0, "header length 0, expected 2 to 4 bytes");
    }

    @Test
    void rejectsAHeaderThatStartsWithoutABrace() throws IOException {
        rejects(file(" {}", 0), Reason.HEADER, "", 8, "header starts with 0x20, expected '{'");
        rejects(file("[1]", 0), Reason.HEADER, "", 8, "header starts with 0x5b, expected '{'");
    }

    @Test
    void rejectsAHeaderThatIsNoJson() throws IOException {
        rejects(file("{\"a\":", 0), Reason.HEADER, "", 8, "expected a JSON object of tensors");
    }

    @Test
    void rejectsAHeaderThatIsNoText() throws IOException {
        byte[] header = {'{', '"', (byte) 0xC3, '"', ':', '1', '}'};
        rejects(file(header, 0), Reason.HEADER, "", 8, "bytes that are no text, expected UTF-8");
    }

    @Test
    void rejectsAHeaderThatIsNestedWithoutEnd() throws IOException {
        rejects(file("{\"a\":" + "[".repeat(1 << 20), 0), Reason.HEADER, "", 8, "expected a JSON object of tensors");
    }

    @Test
    void rejectsASecondValueAfterTheHeader() throws IOException {
        rejects(file("{} {}", 0), Reason.HEADER, "", 8, "header goes on after its object, expected spaces");
    }

    @Test
    void rejectsPaddingOtherThanSpaces() throws IOException {
        rejects(file("{}\n", 0), Reason.HEADER, "", 8, "padded with 0x0a, expected spaces (0x20)");
    }

    @Test
    void rejectsDuplicateKeys() throws IOException {
        rejects(file("{" + ONE + "," + ONE + "}", 4), Reason.HEADER, "", 8, "Duplicate field 'a'");
    }

    @Test
    void namesOfTensorsDoNotBreakTheLine() throws IOException {
        String name = "a\\nread failed: b" + "c".repeat(1000);
        rejects(
                file("{\"" + name + "\":{\"dtype\":\"F33\"}}", 0),
                Reason.DTYPE,
                name.replace("\\n", "\n"),
                8,
                "dtype \"F33\"");
    }

    @Test
    void rejectsDuplicateKeysWithinATensor() throws IOException {
        rejects(
                file("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}}", 0),
                Reason.HEADER,
                "",
                8,
                "Duplicate field 'dtype'");
    }

    @Test
    void rejectsMetadataThatIsNoObject() throws IOException {
        rejects(file("{\"__metadata__\":[]}", 0), Reason.METADATA, "", 8, "__metadata__: [], expected an object");
    }

    @Test
    void rejectsMetadataOtherThanStrings() throws IOException {
        rejects(
                file("{\"__metadata__\":{\"step\":7}}", 0),
                Reason.METADATA,
                "",
                8,
                "__metadata__.step: 7, expected a string");
    }

    @Test
    void rejectsATensorThatIsNoObject() throws IOException {
        rejects(file("{\"a\":3}", 0), Reason.DTYPE, "a", 8, "dtype missing, expected one of [BOOL, ");
    }

    @Test
    void rejectsAnUnknownType() throws IOException {
        rejects(file("{" + tensor("a", "F31", "[1]", 0, 4) + "}", 4), Reason.DTYPE, "a", 8, "dtype \"F31\", expected");
    }

    @Test
    void rejectsSizesThatAreNoCounts() throws IOException {
        for (String shape : List.of("[-1]", "[1.5]", "[\"1\"]", "[2147483648]", "[99999999999999999999]", "{}", "3")) {
            rejects(file("{" + tensor("a", "F32", shape, 0, 4) + "}", 4), Reason.SHAPE, "a", 8, "shape " + shape);
        }
    }

    @Test
    void rejectsAShapeWhoseProductOverflows() throws IOException {
        String shape = "[2147483647,2147483647,2147483647]";
        rejects(
                file("{" + tensor("a", "F32", shape, 0, 4) + "}", 4),
                Reason.SHAPE,
                "a",
                8,
                "shape " + shape + " of F32, expected fewer than 2^63 bytes");
    }

    @Test
    void rejectsOffsetsThatDisagreeWithTheShape() throws IOException {
        rejects(
                file("{" + tensor("a", "F32", "[2]", 0, 4) + "}", 4),
                Reason.OFFSETS,
                "a",
                8,
                "data_offsets 0 to 4, expected 8 bytes by its shape [2] of F32");
    }

    @Test
    void rejectsOffsetsThatRunBackwards() throws IOException {
        rejects(file("{" + tensor("a", "F32", "[1]", 4, 0) + "}", 4), Reason.OFFSETS, "a", 8, "data_offsets 4 to 0");
    }

    @Test
    void rejectsOffsetsThatAreNoTwoCounts() throws IOException {
        for (String offsets : List.of("[0]", "[0,4,8]", "[-4,0]", "[0,99999999999999999999]", "\"0-4\"")) {
            String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":" + offsets + "}}";
            rejects(file(header, 4), Reason.OFFSETS, "a", 8, "data_offsets " + offsets + ", expected two");
        }
    }

    @Test
    void rejectsAHoleBetweenTensors() throws IOException {
        String header = "{" + ONE + "," + tensor("b", "F32", "[1]", 8, 12) + "}";
        rejects(
                file(header, 12),
                Reason.OFFSETS,
                "b",
                8 + header.length() + 8,
                "data_offsets start at 8, expected 4: there is a hole");
    }

    @Test
    void rejectsTensorsThatOverlap() throws IOException {
        String header = "{" + tensor("a", "F32", "[2]", 0, 8) + "," + tensor("b", "F32", "[2]", 4, 12) + "}";
        rejects(
                file(header, 12),
                Reason.OFFSETS,
                "b",
                8 + header.length() + 4,
                "data_offsets start at 4, expected 8: it overlaps the tensor before");
    }

    @Test
    void rejectsDataThatIsCutShort() throws IOException {
        String header = "{" + tensor("a", "F32", "[2]", 0, 8) + "}";
        rejects(
                file(header, 4),
                Reason.OFFSETS,
                "a",
                8 + header.length(),
                "data_offsets end at 8, expected at most 4, the bytes of data in the file; it may be cut short");
    }

    @Test
    void rejectsBytesAfterTheLastTensor() throws IOException {
        String header = "{" + ONE + "}";
        rejects(
                file(header, 9),
                Reason.OFFSETS,
                "",
                8 + header.length() + 4,
                "5 bytes after the last tensor, expected none");
    }

    @Test
    void refusesToReadTypesThatAreNoFloat32() throws IOException {
        String header = "{" + tensor("ids", "I64", "[1]", 0, 8) + "}";
        try (TensorReader file = open(file(header, 8))) {
            assertThatThrownBy(() -> file.read("ids"))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageEndingWith(
                            ": tensor ids: byte " + (8 + header.length()) + ": dtype I64, expected F32, F16 or BF16");
        }
    }

    @Test
    void refusesPicklesWithTheWayToConvertThem() throws IOException {
        byte[] zip = {'P', 'K', 3, 4, 0, 0, 8, 8, 0};
        byte[] legacy = {(byte) 0x80, 2, (byte) 0x8a, 10, 0, 0, 0, 0, 0};
        for (byte[] content : List.of(zip, legacy)) {
            rejects(content, Reason.PICKLE, "", -1, "weights_only=f.endswith('.bin')");
        }
    }

    @Test
    void readsAHeaderWhoseLengthLooksLikeAPickle() throws IOException {
        for (int protocol = 2; protocol <= 5; protocol++) { // a length of 0x0280 starts as protocol 2 does
            String header = "{" + ONE + "}";
            String padded = header + " ".repeat((protocol << 8 | 0x80) - header.length());
            try (TensorReader file = open(file(padded, 4))) {
                assertThat(file.read("a")).containsExactly(0);
            }
        }
    }

    @Test
    void rejectsAMissingFile() {
        assertThatThrownBy(() -> TensorReader.open(folder.resolve("none")))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageEndingWith("none: no such file, expected a safetensors file");
    }

    @Test
    void rejectsAFolder() {
        assertThatThrownBy(() -> TensorReader.open(folder))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageEndingWith(": a folder, expected a safetensors file");
    }

    private TensorReader open(byte[] content) throws IOException {
        Path file = folder.resolve("good.safetensors");
        Files.write(file, content);
        return TensorReader.open(file);
    }

    private void rejects(byte[] content, Reason reason, String tensor, long offset, String message) throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.write(file, content);
        assertThatThrownBy(() -> TensorReader.open(file))
                .isInstanceOfSatisfying(SafetensorsException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.source()).isEqualTo(file.toString());
                    assertThat(e.tensor()).isEqualTo(tensor);
                    assertThat(e.offset()).isEqualTo(offset);
                })
                .hasMessageStartingWith("read failed: " + file)
                .hasMessageContaining(message);
    }
}
