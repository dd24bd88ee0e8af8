package dev.diptych.bench.op;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link PrimitiveBenchmark} by JMH. */
public final class OpBenchmarks {
    private final boolean forked;
    private final int threads;

    /**
     * @param forked whether each measurement has a process of its own, as figures worth keeping need; else it is short
     * @param threads that compute, at least 1
     */
    public OpBenchmarks(boolean forked, int threads) {
        this.forked = forked;
        this.threads = threads;
        if (!forked) { // nothing is timed in earnest, so another JMH on this machine is no hindrance
            System.setProperty("jmh.ignoreLock", "true");
        }
    }

    /** The primitives whose name {@code filter} finds itself in. */
    public static List<OpCase> matching(Pattern filter) {
        return Arrays.stream(OpCase.values())
                .filter(op -> filter.matcher(op.toString()).find())
                .toList();
    }

    /**
     * Measures one primitive on both engines.
     *
     * @throws IllegalStateException if JMH could not run it
     */
    public OpTiming run(OpCase op, Sizes sizes) {
        return new OpTiming(op, sizes, seconds(op, sizes, EngineKind.ONEDNN), seconds(op, sizes, EngineKind.ND4J));
    }

    private double seconds(OpCase op, Sizes sizes, EngineKind engine) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote(PrimitiveBenchmark.class.getName()) + "\\.")
                .param("op", op.name())
                .param("sizes", sizes.name())
                .param("engine", engine.name())
                .param("threads", Integer.toString(threads))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (!forked) {
            TimeValue moment = TimeValue.milliseconds(1);
            options.forks(0)
                    .warmupIterations(1)
                    .warmupTime(moment)
                    .measurementIterations(1)
                    .measurementTime(moment);
        }
        try {
            Collection<RunResult> results = new Runner(options.build()).run();
            return results.iterator().next().getPrimaryResult().getScore() / 1e6;
        } catch (RunnerException e) {
            throw new IllegalStateException("benchmark failed: " + op + " on " + engine + ": " + e.getMessage(), e);
        }
    }
}
