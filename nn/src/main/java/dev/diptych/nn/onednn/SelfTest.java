package dev.diptych.nn.onednn;

import dev.diptych.nn.engine.CacheFolder;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.onednn.isa.Report;
import dev.diptych.nn.onednn.isa.Settlement;
import dev.diptych.nn.onednn.isa.Verdict;
import dev.diptych.nn.probe.Probe;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Sees to it that oneDNN computes rightly on this processor before it computes anything: docs/decisions/0016. */
public final class SelfTest {
    private static @Nullable Verdict verdict;

    private SelfTest() {}

    /**
     * The verdict that this process keeps to. The first process on a machine takes a second or so to find it.
     *
     * @throws UnusableDeviceException if oneDNN computes wrongly with every instruction set
     */
    public static synchronized Verdict verdict() {
        Verdict known = verdict;
        if (known == null) {
            known = settle(CacheFolder.ofProcess(), Probes.Fast.class);
            verdict = known;
        }
        return known;
    }

    /** Settles by other probes, in another cache. */
    static Verdict settle(Path cache, Class<? extends Probes> probes) {
        return Settlement.of(cache, () -> fault(InstructionSet.inForce(), probes), SelfTest.class, probes.getName());
    }

    /**
     * Runs probes and reports.
     *
     * @param arguments the file to report to, and the name of a class of {@link Probes}
     */
    public static void main(String... arguments) throws IOException, ReflectiveOperationException {
        Class<? extends Probes> probes = Class.forName(arguments[1]).asSubclass(Probes.class);
        Report.write(Path.of(arguments[0]), InstructionSet.inForce(), set -> fault(set, probes));
    }

    private static @Nullable String fault(InstructionSet set, Class<? extends Probes> probes) {
        try (OneDnnEngine engine = new OneDnnEngine(set, Devices.threads())) {
            return Probe.firstFault(
                    engine, probes.getDeclaredConstructor().newInstance().on(set));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("self-test: " + probes + ": " + e + ", expected probes", e);
        }
    }
}
