package dev.diptych.contrastive.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    private static final String LAST = "{\"step\":30,\"key\":\"größe\"}\n";
    private static final String WHOLE = "{\"step\":10}\n{\"step\":20}\n" + LAST;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("run.jsonl");
    }

    @Test
    void readsWhatItWrites() throws IOException {
        try (RunLog log = RunLog.open(file, 0)) {
            assertThat(file).doesNotExist();
            log.append(RunLog.line(10));
            log.append(RunLog.line(20));
            log.append(RunLog.line(30).put("key", "größe"));
        }
        assertThat(file).hasContent(WHOLE);
        assertThat(steps()).containsExactly(10L, 20L, 30L);
        assertThat(RunLog.read(file).get(2).path("key").asText()).isEqualTo("größe");
    }

    @Test
    void keepsTheLinesUpToWhereARunGoesOn() throws IOException {
        Files.writeString(file, WHOLE);
        try (RunLog log = RunLog.open(file, 20)) {
            assertThat(steps()).containsExactly(10L, 20L);
            log.append(RunLog.line(25));
        }
        assertThat(steps()).containsExactly(10L, 20L, 25L);
    }

    @Test
    void countsALastLineAsNotWrittenWhereverItIsCut() throws IOException {
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        int last = LAST.getBytes(StandardCharsets.UTF_8).length;
        for (int left = 0; left < last; left++) { // among them in the middle of a letter of two bytes
            Files.write(file, Arrays.copyOf(whole, whole.length - last + left));
            assertThat(steps()).as("%d bytes of it", left).containsExactly(10L, 20L);
            try (RunLog log = RunLog.open(file, 30)) {
                log.append(RunLog.line(31));
            }
            assertThat(steps()).as("%d bytes of it", left).containsExactly(10L, 20L, 31L);
        }
    }

    @Test
    void hasNoLinesInAnEmptyFileOrInNone() throws IOException {
        assertThat(RunLog.read(file)).isEmpty();
        Files.createFile(file);
        assertThat(RunLog.read(file)).isEmpty();
        RunLog.open(file, 10).close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void rejectsALineThatIsNoObjectWithAStepByItsNumber() throws IOException {
        record Case(String line, String problem) {}
        List<Case> cases = List.of(
                new Case("loss 0.5", "'loss'"),
                new Case("{\"step\":", "Unexpected end-of-input"),
                new Case("{\"step\":20}{\"step\":30}", "more after the value"),
                new Case("[".repeat(2000), "nested too deep, or too long a text or number"),
                new Case("\0\0\0\0", "a fault"),
                new Case("", "no object"),
                new Case("[20]", "no object"),
                new Case("{\"loss\":0.5}", "no step"),
                new Case("{\"step\":\"20\"}", "no step"),
                new Case("{\"step\":2.5}", "no step"));
        for (Case each : cases) {
            Files.writeString(file, "{\"step\":10}\n" + each.line + "\n{\"step\":30}\n");
            String message = "log failed: " + file + ": line 2: " + each.problem
                    + ", expected a JSON object with a step; delete the line to go on without it";
            assertThatThrownBy(() -> RunLog.read(file))
                    .as(each.line)
                    .isInstanceOf(RunLogException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> RunLog.open(file, 30))
                    .as(each.line)
                    .isInstanceOf(RunLogException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void leavesTheFileAsItWasWhereALineOfItCannotBeRead() throws IOException {
        Files.writeString(file, "{\"step\":10}\nloss\n");
        assertThatThrownBy(() -> RunLog.open(file, 5)).isInstanceOf(RunLogException.class);
        assertThat(file).content().isEqualTo("{\"step\":10}\nloss\n");
    }

    @Test
    void aLogThatKeepsNothingWritesNothing() throws IOException {
        try (RunLog none = RunLog.none()) {
            none.append(RunLog.line(1));
        }
        assertThat(folder).isEmptyDirectory();
    }

    private List<Long> steps() throws IOException {
        return RunLog.read(file).stream()
                .map(line -> line.get(RunLog.STEP))
                .map(JsonNode::asLong)
                .toList();
    }
}
