package dev.diptych.cli.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import org.junit.jupiter.api.Test;

final class DevicesCommandTest {
    @Test
    void listsWhatComputesAndWhyAGpuCannot() {
        CommandRun run = CommandRun.of("devices");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("(?m)^cpu +oneDNN on \\d+ cores?, [A-Z0-9_]+, self-test passed$")
                .containsPattern("(?m)^cuda\\S* +.+$")
                .containsPattern("(?m)^nd4j +ND4J")
                .containsPattern("(?m)^auto is (cpu|cuda(:\\d+)?)$");
    }
}
