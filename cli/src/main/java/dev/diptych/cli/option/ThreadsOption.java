package dev.diptych.cli.option;

import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * {@code --threads}, for commands that compute. OpenMP reads its number of threads from the environment when it is
 * loaded, so the launcher sets {@code OMP_NUM_THREADS} from this option; here it is checked.
 */
public final class ThreadsOption {
    private static final String VARIABLE = "OMP_NUM_THREADS";

    @Option(
            names = "--threads",
            paramLabel = "N",
            order = 900,
            description = "Threads to compute with (default: OMP_NUM_THREADS, else one a core).")
    private @Nullable Integer threads;

    /** Returns how many threads to use: the option's, else the environment's, else one a core. */
    public int count(Session session) {
        String variable = session.surroundings().environment().getOrDefault(VARIABLE, "");
        if (threads != null && threads < 1) {
            throw new UsageException("--threads: " + threads + ", expected at least 1");
        }
        if (variable.isEmpty()) {
            return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        }
        if (!variable.matches("[1-9]\\d{0,4}")) {
            throw new UsageException(VARIABLE + ": '" + variable + "', expected a number of threads, at least 1");
        }
        int set = Integer.parseInt(variable);
        if (threads != null && threads != set) {
            throw new UsageException("--threads: " + threads + " while " + VARIABLE + " is " + set
                    + ", expected the same; the launcher ./diptych sets it");
        }
        return set;
    }
}
