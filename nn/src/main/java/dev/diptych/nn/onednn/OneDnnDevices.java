package dev.diptych.nn.onednn;

import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.nn.onednn.isa.Verdict;
import java.util.List;

/** The one device {@code cpu}. */
public final class OneDnnDevices implements DeviceProvider {
    private static final String NAME = "cpu";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Device> devices() {
        int cores = Devices.threads();
        String description = "oneDNN on " + cores + (cores == 1 ? " core" : " cores");
        try {
            return List.of(new Device(NAME, description + ", " + description(SelfTest.verdict()), null));
        } catch (UnusableDeviceException e) {
            return List.of(new Device(NAME, description, e.getMessage()));
        }
    }

    @Override
    public Engine open(int number, int threads) {
        if (number != 0) {
            throw new UnusableDeviceException("device: cpu:" + number + ": not there, expected cpu");
        }
        return new OneDnnEngine(threads);
    }

    /** The instruction set in force and the verdict, in words. */
    static String description(Verdict verdict) {
        return verdict.limit() == null
                ? verdict.inForce() + ", self-test passed"
                : verdict.inForce() + ", self-test of " + verdict.found() + " failed (" + verdict.fault() + ")";
    }
}
