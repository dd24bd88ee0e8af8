package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOpsCommandTest {
    @Test
    void printsARowForEachPrimitiveThatTheFilterFinds() {
        CommandRun run = CommandRun.of(
                "bench", "ops", "--filter", "matmul-weight-grad|^add$", "--sizes", "tiny", "--no-fork", "-q");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("op +onednn us +nd4j us +nd4j/onednn +GFLOP/s +GB/s");
        assertThat(lines.get(1)).matches("matmul-weight-grad( +\\d+\\.\\d){5}");
        assertThat(lines.get(2)).matches("add( +\\d+\\.\\d){3} +- +\\d+\\.\\d");
    }

    @Test
    void rejectsAFilterThatFindsNothing() {
        CommandRun run = CommandRun.of("bench", "ops", "--filter", "conv");
        assertThat(run.errorLines()).hasSize(1);
        assertThat(run.err())
                .startsWith("bad usage: --filter: 'conv' matches no primitive, expected some of matmul-forward, ");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void rejectsAFilterThatIsNoRegex() {
        CommandRun run = CommandRun.of("bench", "ops", "--filter", "(");
        assertThat(run.errorLines()).containsExactly("bad usage: --filter: '(': Unclosed group, expected a regex");
        assertThat(run.code()).isEqualTo(2);
    }
}
