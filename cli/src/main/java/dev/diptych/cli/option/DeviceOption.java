package dev.diptych.cli.option;

import dev.diptych.cli.session.Session;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.onednn.SelfTest;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** {@code --device}: what computes. */
public final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            order = 801,
            description = "What computes: auto (a GPU if there is one, else the CPU), cpu (oneDNN), cuda or cuda:N (an"
                    + " NVIDIA GPU), nd4j (the slow reference; default: ${DEFAULT-VALUE}).",
            converter = DeviceConverter.class)
    private String device = Devices.AUTO;

    /** The device's name, on this machine. */
    public String resolved() {
        return Devices.resolved(device);
    }

    /**
     * Makes its engine, which the caller closes, and says where oneDNN's self-test keeps it to less than the processor has.
     *
     * @param threads that compute, at least 1
     * @throws UnusableDeviceException if the device can't be used; the message says why in one line
     */
    public Engine open(Session session, int threads) {
        Engine engine = Devices.open(device, threads);
        if (engine instanceof OneDnnEngine) {
            SelfTestText.warning(SelfTest.verdict()).ifPresent(session::note);
        }
        return engine;
    }

    /** Makes an engine like that of {@link #open} each time it is asked, which the caller closes. */
    public Supplier<Engine> engines(int threads) {
        return () -> Devices.open(device, threads);
    }
}
