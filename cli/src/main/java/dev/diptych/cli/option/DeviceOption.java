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
    private static final String FIRST_GPU = "cuda"; // as Devices.resolved writes it

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
        return open(session, threads, 0);
    }

    /**
     * As {@link #open(Session, int)}, for one of several processes: of the GPUs, where none is named by its number, that of this one's.
     *
     * @param place its number among those of its host, from 0
     */
    public Engine open(Session session, int threads, int place) {
        String name = place > 0 && resolved().equals(FIRST_GPU) ? FIRST_GPU + ":" + place : device;
        Engine engine = Devices.open(name, threads);
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
