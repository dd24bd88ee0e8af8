package dev.diptych.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.cli.Main;
import dev.diptych.cli.OwnProcess;
import dev.diptych.nn.onednn.isa.InstructionSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UncomputablePrecisionTest {
    @Test
    void isRefusedInWordsHoweverTheUserInsists() throws Exception {
        assumeTrue(InstructionSet.inForce().contains(InstructionSet.AVX2), "a processor with AVX2");
        try (OwnProcess bench = new OwnProcess(
                Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"),
                Main.class,
                "bench",
                "step",
                "--device",
                "cpu",
                "--precision",
                "amp_bf16",
                "--force-precision")) {
            assertThat(bench.line())
                    .isEqualTo("bad usage: precision: amp_bf16: onednn cannot compute in it on this processor, not even"
                            + " slowly, expected fp32");
            assertThat(bench.code()).isEqualTo(2);
        }
    }
}
