package dev.diptych.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class Nd4jDevicesTest {
    @Test
    void isFoundWhereItsJarIsOnTheClassPath() {
        assertThat(ServiceLoader.load(DeviceProvider.class).stream().map(ServiceLoader.Provider::type))
                .contains(Nd4jDevices.class);
    }

    @Test
    void opensItsOneDevice() {
        Nd4jDevices devices = new Nd4jDevices();
        assertThat(devices.devices()).hasSize(1).allMatch(Device::usable);
        try (Engine engine = devices.open(0, 1)) {
            assertThat(engine.name()).isEqualTo("nd4j");
        }
    }

    @Test
    void refusesAnyOther() {
        assertThatThrownBy(() -> new Nd4jDevices().open(1, 1))
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessage("device: nd4j:1: not there, expected nd4j");
    }
}
