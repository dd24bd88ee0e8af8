package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.cli.CommandRun;
import dev.diptych.nn.onednn.SelfTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchEmbedCommandIT {
    private static final String ROW = "\\s+\\d+\\.\\d\\d\\s+\\d+\\.\\d\\s+\\d+\\.\\d\\s+\\d+\\.\\d%  same";

    @Test
    void timesProgramsOfEachNumberOfRowsWhoseBitsAreTheSame() {
        CommandRun run = tiny("--rows", "1,2,8");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("timing the image tower on cpu, ");
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).matches("precision +rows +ms +rows/s +GFLOP/s +share +bits");
        assertThat(lines.get(1)).matches("fp32 +1" + ROW);
        assertThat(lines.get(2)).matches("fp32 +2" + ROW);
        assertThat(lines.get(3)).matches("fp32 +8" + ROW);
        assertThat(lines.get(4)).matches("peak RSS (\\d+ MiB|unknown)");
    }

    @Test
    void profilesTheTextTowerOnIntegers() {
        assumeTrue(SelfTest.verdict().inForce().quantizes(), "a processor with VNNI");
        CommandRun run = tiny("--tower", "text", "--rows", "3", "--precision", "int8", "--profile");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("int8 +3" + ROW))
                .anyMatch(line -> line.startsWith("QuantizedMatmul "));
    }

    @Test
    void saysWhichEngineHasNoIntegers() {
        CommandRun run = tiny("--device", "nd4j", "--precision", "int8", "--quiet");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("precision: int8: nd4j has no products of 8-bit integers here, expected fp32 or amp_bf16");
    }

    private static CommandRun tiny(String... more) {
        List<Object> all = new ArrayList<>(List.of(
                "bench",
                "embed",
                "--image",
                16,
                "--patch",
                8,
                "--width",
                64,
                "--layers",
                1,
                "--context",
                8,
                "--vocab",
                64,
                "--embed",
                32,
                "--seconds",
                0.01));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray());
    }
}
