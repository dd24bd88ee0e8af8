package dev.diptych.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceTest {
    @ParameterizedTest
    @CsvSource({"auto, AUTO, 0", "cpu, CPU, 0", "onednn, CPU, 0", "CUDA, CUDA, 0", "cuda:3, CUDA, 3", "nd4j, ND4J, 0"})
    void readsTheNames(String name, Device.Kind kind, int number) {
        assertThat(Device.of(name)).isEqualTo(new Device(kind, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:1000000", "cpu:1"})
    void refusesOthers(String name) {
        assertThatThrownBy(() -> Device.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected auto, cpu, cuda, cuda:N or nd4j");
    }

    @Test
    void showsTheNamesThatItReads() {
        assertThat(Device.of("cuda:2")).hasToString("cuda:2");
        assertThat(Device.AUTO).hasToString("auto");
    }

    @Test
    void opensWhatAutoStandsFor() {
        try (Engine engine = Device.AUTO.open()) {
            assertThat(engine.name()).isEqualTo(Device.AUTO.resolved().kind() == Device.Kind.CUDA ? "cuda" : "onednn");
        }
    }

    @Test
    void saysInOneLineWhyAGpuCannotBeUsed() {
        assertThatThrownBy(() -> Device.of("cuda:9").open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("device: cuda:9: ")
                .hasMessageContaining("expected")
                .hasMessageNotContaining("\n");
    }
}
