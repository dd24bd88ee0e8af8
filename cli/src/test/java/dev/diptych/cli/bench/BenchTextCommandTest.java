package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTextCommandTest {
    @Test
    void printsTheFiguresOfATinyTower() {
        CommandRun run = tiny("--caption-length", "mean=6,sd=2");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("timing 8 captions on cpu, ");
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).matches("\\d\\d tokens in \\d\\d rows, on average \\d\\.\\d tokens");
        assertThat(lines.get(1)).matches("train +\\d+\\.\\d ms  captions/s \\d+\\.\\d");
        assertThat(lines.get(2)).matches("embed +\\d+\\.\\d ms  captions/s \\d+\\.\\d");
    }

    @Test
    void padsForComparison() {
        CommandRun run = tiny("--caption-length", "mean=6,sd=2", "--padded");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains(" in 128 rows");
    }

    @Test
    void rejectsLengthsThatAreNone() {
        CommandRun run = tiny("--caption-length", "13");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines()).containsExactly("bad usage: caption length: 13, expected mean=M,sd=S");
    }

    private static CommandRun tiny(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "bench",
                "text",
                "--batch",
                8,
                "--width",
                64,
                "--layers",
                1,
                "--context",
                16,
                "--vocab",
                64,
                "--embed",
                32,
                "--steps",
                1,
                "--device",
                "cpu"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }
}
