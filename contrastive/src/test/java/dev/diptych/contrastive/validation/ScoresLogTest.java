package dev.diptych.contrastive.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.log.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresLogTest {
    @TempDir
    private Path run;

    @Test
    void readsWhatItWrites() {
        ScoresLog log = open(0);
        assertThat(run.resolve("scores.jsonl")).doesNotExist();
        Scores scores = new Scores(29, 1.5, Map.of("text_to_image_R@1", 0.123456789));
        log.write(scores);
        assertThat(ScoresLog.read(run)).containsExactly(scores);
        assertThat(run.resolve("scores.jsonl"))
                .hasContent("{\"step\":29,\"epoch\":1.5,\"text_to_image_R@1\":0.123456789}");
    }

    @Test
    void keepsTheLinesUpToWhereARunGoesOn() throws IOException {
        ScoresLog log = open(0);
        for (long step : new long[] {10, 20, 30}) {
            log.write(new Scores(step, step / 10.0, Map.of("a", 0.5)));
        }
        Files.writeString(run.resolve("scores.jsonl"), Files.readString(run.resolve("scores.jsonl")) + "{\"step\":4");
        open(20).write(new Scores(25, 2.5, Map.of("a", 0.5)));
        assertThat(ScoresLog.read(run).stream().map(Scores::step)).containsExactly(10L, 20L, 25L);
    }

    @Test
    void saysWhatCannotBeWrittenAndGoesOn() throws IOException {
        List<String> complaints = new ArrayList<>();
        ScoresLog log = new ScoresLog(RunLog.open(run.resolve("other"), 0), complaints::add);
        Files.createDirectory(run.resolve("other"));
        log.write(new Scores(1, 1, Map.of()));
        assertThat(complaints).singleElement().asString().startsWith("log failed: " + run.resolve("other"));
    }

    private ScoresLog open(long lastStep) {
        return ScoresLog.open(run, lastStep, complaint -> {
            throw new AssertionError(complaint);
        });
    }

    @Test
    void areDueByEpochsByStepsAndAtTheEnd() {
        assertThat(due(1, 0)).containsExactly(10L, 20L, 25L);
        assertThat(due(2, 0)).containsExactly(20L, 25L);
        assertThat(due(0, 4)).containsExactly(4L, 8L, 12L, 16L, 20L, 24L, 25L);
        assertThat(due(0, 0)).containsExactly(25L);
    }

    private static List<Long> due(int epochs, int steps) {
        ValidationConfig config = new ValidationConfig("data", SourceOptions.AUTO, epochs, steps, Optional.empty());
        return LongStream.rangeClosed(1, 25)
                .filter(step -> config.isDue(step, 10, step == 25))
                .boxed()
                .toList();
    }

    @Test
    void rejectsAScoreThatIsNoNumber() {
        assertThatThrownBy(() -> new Scores(1, 1, Map.of("a", Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores refused: a: NaN, expected a finite number");
    }
}
