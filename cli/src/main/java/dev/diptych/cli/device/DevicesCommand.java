package dev.diptych.cli.device;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.Devices;
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
        for (Device device : Devices.all()) {
            session.out()
                    .printf(
                            Locale.ROOT,
                            "%-8s %s%s%n",
                            device.name(),
                            device.description(),
                            device.usable() ? "" : "; can't be used: " + device.problem());
        }
        session.out().println("auto is " + Devices.resolved(Devices.AUTO));
        return ExitCode.DONE;
    }
}
