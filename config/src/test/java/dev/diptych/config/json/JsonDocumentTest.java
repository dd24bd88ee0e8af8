package dev.diptych.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.diptych.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonDocumentTest {
    @TempDir
    private Path folder;

    private record Case(String content, String problem) {}

    @Test
    void rejectsWhatIsNotJson() throws IOException {
        Path file = folder.resolve("config.json");
        for (Case c : List.of(
                new Case("{\"a\":", ":1: Unexpected end-of-input, expected JSON"),
                new Case("{\n\"a\": 1, \"a\": 2}", ":2: Duplicate field 'a'"),
                new Case("{} {}", ":1: more after the value, expected JSON"),
                new Case(
                        "{\"a\": " + "[".repeat(5000),
                        ": nested too deep, or too long a text or number, expected JSON"),
                new Case(
                        "{\"a\": " + "1".repeat(2000) + "}",
                        "nested too deep, or too long a text or number, expected JSON"),
                new Case("{a: 1}", ":1: 'a', expected JSON"),
                new Case(" \n", ": empty, expected JSON"),
                new Case("{\"a\\nb\": 1, \"a\\nb\": 2}", ":1: Duplicate field 'a\\nb', expected JSON"),
                new Case(" ".repeat((1 << 20) + 1), ": 1048577 bytes, expected at most 1048576"))) {
            Files.writeString(file, c.content);
            assertThatThrownBy(() -> JsonDocument.read(file))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(file + ":")
                    .hasMessageContaining(c.problem);
        }
    }

    @Test
    void rejectsAMissingFile() {
        assertThatThrownBy(() -> JsonDocument.read(folder.resolve("none")))
                .hasMessage(folder.resolve("none") + ": no such file, expected JSON");
    }

    @Test
    void namesFileLineAndPathOfEachProblem() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.json"),
                "{\"x\": \"1\",\n \"inner\": {\n  \"a/b\": [1],\n  \"flag\": 3,\n  \"idle\": 0.0,\n  \"more\": 1},\n \"s\": 5}");
        List<String> problems = new ArrayList<>();
        JsonSection root = JsonDocument.read(file).section((place, problem) -> problems.add(place + ": " + problem));
        root.integer("x", 0);
        JsonSection inner = root.section("inner", true);
        inner.text("a/b");
        inner.flag("flag", false);
        inner.requiredInteger("width");
        inner.rejectOthers(Map.of("idle", IntNode.valueOf(0)));
        root.section("s", true);
        root.section("none", false).integer("a", 1);
        assertThat(problems)
                .containsExactly(
                        file + ":1: x: \"1\", expected a whole number",
                        file + ":3: inner.a/b: [1], expected text",
                        file + ":4: inner.flag: 3, expected true or false",
                        file + ": inner.width: missing, expected a whole number",
                        file + ":6: inner.more: not supported, expected one of a/b, flag, width",
                        file + ":7: s: 5, expected a JSON object");
    }

    @Test
    void rejectsAFolder() {
        assertThatThrownBy(() -> JsonDocument.read(folder)).hasMessage(folder + ": a folder, expected a file of JSON");
    }

    @Test
    void keysOfSomeoneElseDoNotBreakTheLine() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "{\"a\\nb\": 1}");
        List<String> problems = new ArrayList<>();
        JsonDocument.read(file)
                .section((place, problem) -> problems.add(place + ": " + problem))
                .rejectOthers(Map.of());
        assertThat(problems).containsExactly(file + ":1: \"a\\nb\": not supported, expected one of ");
    }

    @Test
    void aPartsPathsBeginWhereItDoesAndItsLinesAreTheFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "{\n\"model\": {\n\"width\": true}}");
        List<String> problems = new ArrayList<>();
        JsonDocument.read(file)
                .part("model")
                .section((place, problem) -> problems.add(place + ": " + problem))
                .integer("width", 1);
        assertThat(problems).containsExactly(file + ":3: width: true, expected a whole number");
    }

    @Test
    void rejectsAListInAnObjectsPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "[1]");
        List<String> problems = new ArrayList<>();
        JsonDocument.read(file).section((place, problem) -> problems.add(place + ": " + problem));
        assertThat(problems).containsExactly(file + ": [1], expected a JSON object");
    }
}
