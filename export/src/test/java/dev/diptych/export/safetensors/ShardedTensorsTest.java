package dev.diptych.export.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.safetensors.SafetensorsException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShardedTensorsTest {
    private static final List<TensorInfo> TENSORS = Stream.of("a", "b", "c")
            .map(name -> new TensorInfo(name, StoredType.F32, List.of(2)))
            .toList();
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    private Path folder;

    private Path index = Path.of("");

    @BeforeEach
    void writeTwoShards() throws IOException {
        index = folder.resolve("model.safetensors.index.json");
        ShardWriter.write(
                folder, "model", TENSORS, Map.of(), 16, name -> new float[] {name.charAt(0), -name.charAt(0)});
    }

    @Test
    void readsBackWhatItSplits() {
        try (TensorReader reader = TensorReader.open(index)) {
            assertThat(reader.tensors().keySet()).containsExactly("a", "b", "c");
            assertThat(reader.read("a")).containsExactly('a', -'a');
            assertThat(reader.read("c")).containsExactly('c', -'c');
        }
        assertThat(folder.resolve(FIRST)).exists();
        assertThat(folder.resolve(SECOND)).exists();
    }

    @Test
    void namesTheWholeSizeInTheIndex() {
        assertThat(index).content().contains("\"total_size\" : 24", "\"c\" : \"" + SECOND + "\"");
    }

    @Test
    void writesOneFileWhereItFits() throws IOException {
        ShardWriter.write(folder, "whole", TENSORS, Map.of(), 24, name -> new float[2]);
        try (TensorReader reader = TensorReader.open(folder.resolve("whole.safetensors"))) {
            assertThat(reader.tensors()).hasSize(3);
        }
    }

    @Test
    void givesATensorAboveTheLimitAFileOfItsOwn() throws IOException {
        ShardWriter.write(folder, "one", TENSORS, Map.of(), 1, name -> new float[2]);
        assertThat(folder.resolve("one-00003-of-00003.safetensors")).exists();
        try (TensorReader reader = TensorReader.open(folder.resolve("one.safetensors.index.json"))) {
            assertThat(reader.tensors()).hasSize(3);
        }
    }

    @Test
    void rejectsAMissingShard() throws IOException {
        Files.delete(folder.resolve(SECOND));
        rejects(Reason.MISSING, "c", "shard " + SECOND + " is missing, expected it beside the index");
    }

    @Test
    void rejectsATensorThatIsNotInItsShard() throws IOException {
        edit("\"c\" : \"" + SECOND + "\"", "\"c\" : \"" + FIRST + "\"");
        rejects(Reason.INDEX, "c", "not in \"" + FIRST + "\", expected it there by the index");
    }

    @Test
    void rejectsATensorOfTwoShards() throws IOException {
        ShardWriter.write(folder, "twice", TENSORS, Map.of(), 24, name -> new float[2]);
        Files.move(folder.resolve("twice.safetensors"), folder.resolve("extra.safetensors"));
        edit("\"c\" : \"" + SECOND + "\"", "\"c\" : \"extra.safetensors\"");
        assertThatThrownBy(() -> TensorReader.open(index))
                .hasMessageContaining("extra.safetensors: tensor a: a shard that the index does not name for it");
    }

    @Test
    void rejectsATensorThatTheIndexLeavesOut() throws IOException {
        edit(",\n    \"b\" : \"" + FIRST + "\"", "");
        assertThatThrownBy(() -> TensorReader.open(index))
                .hasMessageContaining(
                        FIRST + ": tensor b: a shard that the index does not name for it, expected it in");
    }

    @Test
    void rejectsNamesThatLeadOutOfTheFolder() throws IOException {
        for (String name : List.of(
                "../" + SECOND, "/tmp/x.safetensors", "sub/x.safetensors", "..\\\\x.safetensors", "passwd", "")) {
            writeTwoShards();
            edit("\"c\" : \"" + SECOND + "\"", "\"c\" : \"" + name + "\"");
            rejects(Reason.INDEX, "c", "expected the name of a .safetensors file in the index' folder");
        }
        writeTwoShards();
        edit("\"c\" : \"" + SECOND + "\"", "\"c\" : 3");
        rejects(Reason.INDEX, "c", "3, expected the name of a .safetensors file");
    }

    @Test
    void rejectsAnIndexWithoutAMap() throws IOException {
        for (String content : List.of("{}", "[]", "{\"weight_map\": []}", "{\"weight_map\": {}}", "3")) {
            Files.writeString(index, content);
            rejects(Reason.INDEX, "", "no weight_map, expected an object of tensors and their files");
        }
    }

    @Test
    void rejectsAnIndexThatIsNoJson() throws IOException {
        Files.writeString(index, "{\"weight_map\": {\"a\"");
        rejects(Reason.INDEX, "", "Unexpected end-of-input, expected JSON");
    }

    @Test
    void rejectsATensorTwice() throws IOException {
        edit("\"c\" : \"", "\"a\" : \"");
        rejects(Reason.INDEX, "", "Duplicate field 'a'");
    }

    @Test
    void namesTheShardThatIsDamaged() throws IOException {
        Files.write(folder.resolve(SECOND), new byte[] {1, 2});
        assertThatThrownBy(() -> TensorReader.open(index))
                .hasMessage("read failed: " + folder.resolve(SECOND)
                        + ": 2 bytes, expected at least 8 for the header's length");
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(index);
        assertThat(text).contains(from);
        Files.writeString(index, text.replace(from, to));
    }

    private void rejects(Reason reason, String tensor, String message) {
        assertThatThrownBy(() -> TensorReader.open(index))
                .isInstanceOfSatisfying(SafetensorsException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.tensor()).isEqualTo(tensor);
                })
                .hasMessageStartingWith("read failed: " + index)
                .hasMessageContaining(message);
    }
}
