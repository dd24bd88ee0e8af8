package dev.diptych.export.description;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonFileTest {
    @TempDir
    private Path folder;

    private record Case(String content, String problem) {}

    @Test
    void rejectsWhatIsNoObject() throws IOException {
        Path file = folder.resolve("config.json");
        for (Case c : List.of(
                new Case("", "no JSON object, expected one"),
                new Case("[1]", "no JSON object, expected one"),
                new Case("{\"a\":", "line 1: Unexpected end-of-input"),
                new Case("{\"a\": 1, \"a\": 2}", "Duplicate field 'a'"),
                new Case("{} {}", "line 1: Trailing token"),
                new Case("{\"a\": " + "[".repeat(5000), "expected a JSON object"),
                new Case("{\"a\": " + "1".repeat(2000) + "}", "expected a JSON object"),
                new Case(" ".repeat((1 << 20) + 1), "1048577 bytes, expected at most 1048576"))) {
            Files.writeString(file, c.content);
            assertThatThrownBy(() -> JsonFile.read(file))
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessageStartingWith("model failed: " + file + ": ")
                    .hasMessageContaining(c.problem);
        }
    }

    @Test
    void rejectsAMissingFile() {
        assertThatThrownBy(() -> JsonFile.read(folder.resolve("none")))
                .hasMessage("model failed: " + folder.resolve("none") + ": no such file, expected a JSON object");
    }
}
