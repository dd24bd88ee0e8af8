package dev.diptych.cli.device;

import dev.diptych.cli.option.Device;
import dev.diptych.cli.option.SelfTestText;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.nn.onednn.SelfTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code diptych devices}: lists what can compute. */
@Command(
        name = "devices",
        description = "List what --device takes on this machine, and why something can't be used.",
        footer = {"", "docs/gpu.md tells how to build for a GPU.", "", "Example:", "  diptych devices"},
        customSynopsis = "diptych devices [OPTION]...",
        sortOptions = false)
public final class DevicesCommand implements Callable<Integer> {
    private final Session session;

    public DevicesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<dev.diptych.nn.engine.Device> devices = new ArrayList<>();
        devices.add(cpu());
        devices.addAll(Device.gpus());
        devices.add(new dev.diptych.nn.engine.Device("nd4j", "ND4J, the slow reference", null));
        for (dev.diptych.nn.engine.Device device : devices) {
            session.out()
                    .printf(
                            Locale.ROOT,
                            "%-8s %s%s%n",
                            device.name(),
                            device.description(),
                            device.usable() ? "" : "; can't be used: " + device.problem());
        }
        session.out().println("auto is " + Device.AUTO.resolved());
        return ExitCode.DONE;
    }

    private static dev.diptych.nn.engine.Device cpu() {
        int cores = Runtime.getRuntime().availableProcessors();
        String description = "oneDNN on " + cores + (cores == 1 ? " core" : " cores");
        try {
            String verdict = SelfTestText.description(SelfTest.verdict());
            return new dev.diptych.nn.engine.Device("cpu", description + ", " + verdict, null);
        } catch (UnusableDeviceException e) {
            return new dev.diptych.nn.engine.Device("cpu", description, e.getMessage());
        }
    }
}
