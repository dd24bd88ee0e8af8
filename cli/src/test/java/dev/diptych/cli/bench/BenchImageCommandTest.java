package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchImageCommandTest {
    @Test
    void printsWhatEachStageTakes() {
        CommandRun run = CommandRun.of(
                "bench", "image", "--width", 160, "--height", 120, "--image-size", 32, "--rounds", 2, "--fast", "-q");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).matches("stage +ms +ns/pixel +GB/s +of a copy");
        assertThat(lines.subList(1, 7)).allMatch(line -> line.matches("[a-z]+( +\\d+\\.\\d+){4} %"));
        assertThat(lines.subList(1, 7).stream().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("scan", "decode", "resize", "encode", "hash", "pack");
        assertThat(lines.get(8)).matches("all \\d+\\.\\d\\d ms an image, \\d+ images a second and thread; a copy.*");
    }

    @Test
    void rejectsNoRounds() {
        CommandRun run = CommandRun.of("bench", "image", "--rounds", 0);
        assertThat(run.errorLines()).containsExactly("bad usage: --rounds: 0, expected at least 1");
        assertThat(run.code()).isEqualTo(2);
    }
}
