package dev.diptych.nn.nd4j;

import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import java.util.List;

/** The one device {@code nd4j}: whatever the backend runs on that ND4J finds. */
public final class Nd4jDevices implements DeviceProvider {
    private static final String NAME = "nd4j";
    private static final String DESCRIPTION = "ND4J, the slow reference";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Device> devices() {
        try {
            BackendGuard.check();
            return List.of(new Device(NAME, DESCRIPTION, null));
        } catch (IllegalStateException e) {
            return List.of(new Device(NAME, DESCRIPTION, e.getMessage()));
        }
    }

    @Override
    public Engine open(int number, int threads) {
        if (number != 0) {
            throw new UnusableDeviceException("device: nd4j:" + number + ": not there, expected nd4j");
        }
        return new Nd4jEngine(threads);
    }
}
