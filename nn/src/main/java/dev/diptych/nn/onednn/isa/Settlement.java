package dev.diptych.nn.onednn.isa;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.engine.UnusableDeviceException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settles, before oneDNN is used, which instruction set it may use. */
public final class Settlement {
    private static final String FAILED = "device: cpu: oneDNN computes wrongly on this processor: ";

    private final Function<@Nullable InstructionSet, @Nullable Report> process;
    private final Supplier<@Nullable String> here;

    /**
     * @param process tests an instruction set in a process of its own, or says null if there can be none
     * @param here tests what is in force in this process; what is wrong, or null
     */
    Settlement(Function<@Nullable InstructionSet, @Nullable Report> process, Supplier<@Nullable String> here) {
        this.process = process;
        this.here = here;
    }

    /**
     * The verdict on this machine, from {@code cache} or by tests. oneDNN then keeps to it.
     *
     * @param main tests in a process of its own and {@linkplain Report#write reports}; also says which build this is
     * @param arguments what {@code main} takes after the file to report to
     * @param here tests in this process; what is wrong, or null
     * @throws UnusableDeviceException if no instruction set passes
     */
    public static Verdict of(Path cache, Supplier<@Nullable String> here, Class<?> main, String... arguments) {
        Path folder = cache.resolve("onednn");
        VerdictFile file = new VerdictFile(folder.resolve(machine(main) + ".txt"));
        Verdict verdict = file.read().orElseGet(() -> {
            Verdict fresh = new Settlement(new TestProcess(main, arguments)::run, here).find();
            file.write(fresh);
            return fresh;
        });
        keep(verdict);
        return verdict;
    }

    /** A name for the machine, oneDNN and the build that {@code of} is of: the same for the same ones. */
    public static String machine(Class<?> of) {
        return Machine.ofProcess(of).name();
    }

    Verdict find() {
        Report first = process.apply(null);
        if (first == null) {
            String fault = here.get();
            if (fault != null) {
                throw new UnusableDeviceException(FAILED + fault + ", expected right results; set"
                        + " ONEDNN_MAX_CPU_ISA to less than " + InstructionSet.inForce());
            }
            return new Verdict(InstructionSet.inForce(), null, "");
        }
        String fault = first.fault();
        if (fault == null) {
            return new Verdict(first.tested(), null, "");
        }
        String last = first.tested() + ": " + fault;
        for (InstructionSet lower : first.tested().lower()) {
            Report report = process.apply(lower);
            if (report != null && report.fault() == null) {
                return new Verdict(first.tested(), lower, fault);
            }
            last = lower + ": " + (report == null ? "no process to test it in" : report.fault());
        }
        throw new UnusableDeviceException(FAILED + last
                + ", expected right results with some instruction set; the device nd4j does without them");
    }

    /** Lets oneDNN use no more than the verdict allows; where all is right, the user's own limit holds. */
    private static void keep(Verdict verdict) {
        InstructionSet limit = verdict.limit();
        if (limit == null) {
            return;
        }
        int status = dnnl_set_max_cpu_isa(limit.bits());
        if (!limit.contains(InstructionSet.inForce())) {
            throw new UnusableDeviceException(FAILED + verdict.found() + ": " + verdict.fault() + "; and "
                    + InstructionSet.inForce() + " is in use already (status " + status + "), expected " + limit
                    + "; set ONEDNN_MAX_CPU_ISA=" + limit);
        }
    }
}
