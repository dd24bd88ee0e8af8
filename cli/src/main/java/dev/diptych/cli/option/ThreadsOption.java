package dev.diptych.cli.option;

import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.nn.engine.Devices;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --threads}, for commands that compute. */
public final class ThreadsOption {
    private static final String VARIABLE = "OMP_NUM_THREADS";
    private static final int BENCHMARK = 2; // the same on every machine, as the figures of docs/performance.md have it

    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 900,
            description = "Threads to compute with (default: OMP_NUM_THREADS, else as many processors as it may use).")
    private @Nullable Integer threads;

    /** How many threads to use: the option's, else the environment's, else as many processors as this process may use. */
    public int count(Session session) {
        return count(session, Devices.threads());
    }

    /** As {@link #count(Session)}, and 2 where neither says anything. */
    public int ofBenchmark(Session session) {
        return count(session, BENCHMARK);
    }

    private int count(Session session, int otherwise) {
        if (threads != null) {
            if (threads < 1) {
                throw new UsageException("--threads: " + threads + ", expected at least 1");
            }
            return threads;
        }
        String variable = session.surroundings().environment().getOrDefault(VARIABLE, "");
        if (variable.isEmpty()) {
            return otherwise;
        }
        if (!variable.matches("[1-9]\\d{0,4}")) {
            throw new UsageException(VARIABLE + ": '" + variable + "', expected a number of threads, at least 1");
        }
        return Integer.parseInt(variable);
    }
}
