package dev.diptych.nn.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.cuda.device.GpuFacts;
import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.UnusableDeviceException;
import org.junit.jupiter.api.Test;

final class CudaDevicesTest {
    @Test
    void takesTuringAndNewer() {
        assertThat(CudaDevices.problem(facts(75))).isNull();
        assertThat(CudaDevices.problem(facts(120))).isNull();
        assertThat(CudaDevices.problem(facts(70))).isEqualTo("compute capability 7.0, expected 7.5 (Turing) or newer");
    }

    @Test
    void describesADevice() {
        assertThat(facts(90).description()).isEqualTo("Some GPU, compute capability 9.0, 81559 MiB");
    }

    @Test
    void tellsInOneLineWhyThereIsNoDevice() {
        for (Device device : new CudaDevices().devices()) {
            assertThat(device.name()).startsWith("cuda");
            assertThat(String.valueOf(device.problem())).doesNotContain("\n");
        }
    }

    @Test
    void refusesNumbersThatAreNotThere() {
        assertThatThrownBy(() -> new CudaDevices().open(99, 1))
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessageContaining("cuda:99: not there");
    }

    private static GpuFacts facts(int capability) {
        return new GpuFacts(0, "Some GPU", capability, 132, 227 * 1024, 81559L << 20);
    }
}
