package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchGemmCommandIT {
    private static final String FIGURE = "\\d+\\.\\d";

    @Test
    void printsARowForEachProductAndTheMachinesRates() {
        CommandRun run = CommandRun.of(
                "bench", "gemm", "--square", "8,16", "--batch", 2, "--image", 16, "--width", 64, "--context", 8);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("timing 26 products on cpu, ");
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(30).allMatch(line -> line.length() <= 80);
        assertThat(lines.get(0)).matches("product +form +M +N +K +ms +GFLOP/s");
        assertThat(lines.get(2)).matches("square 16 +NT +16 +16 +16 +\\d+\\.\\d\\d +" + FIGURE);
        assertThat(lines.get(3)).matches("vision in_proj +NT +10 +192 +64 +\\d+\\.\\d\\d +" + FIGURE);
        assertThat(lines.get(28)).matches("the blocks' products together " + FIGURE + " GFLOP/s");
        assertThat(lines.get(29))
                .matches("matmul rate " + FIGURE + " GFLOP/s \\(square 2048\\)  memory bandwidth " + FIGURE + " GB/s");
    }

    @Test
    void rejectsAMatrixWithoutElements() {
        CommandRun run = CommandRun.of("bench", "gemm", "--square", "0");
        assertThat(run.errorLines())
                .containsExactly("bad usage: product: square 0: 0 x 0 x 0, expected sizes of at least 1");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void rejectsNoThreads() {
        CommandRun run = CommandRun.of("bench", "gemm", "--threads", 0);
        assertThat(run.errorLines()).containsExactly("bad usage: --threads: 0, expected at least 1");
        assertThat(run.code()).isEqualTo(2);
    }
}
