package dev.diptych.cli.bench;

import dev.diptych.bench.op.OpBenchmarks;
import dev.diptych.bench.op.OpCase;
import dev.diptych.bench.op.OpTiming;
import dev.diptych.bench.op.Sizes;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych bench ops}: times each primitive by JMH, oneDNN against ND4J. */
@Command(
        name = "ops",
        description = "Time each primitive alone by JMH, oneDNN against ND4J.",
        footer = {
            "",
            "JMH starts a process for each primitive and engine, so that all of them take some minutes; --filter picks"
                    + " some. GFLOP/s counts matrix products, GB/s what an op reads and writes, both with oneDNN. Unless"
                    + " --threads or OMP_NUM_THREADS is given, 2 threads compute here.",
            "",
            "Example:",
            "  diptych bench ops --filter layer-norm --sizes VIT_B_32"
        },
        customSynopsis = "diptych bench ops [OPTION]...",
        sortOptions = false)
public final class BenchOpsCommand implements Callable<Integer> {
    private static final String ROW = "%-20s %12s %12s %12s %9s %8s%n";

    private final Session session;

    @Option(
            names = "--filter",
            paramLabel = "REGEX",
            description = "Only primitives in whose name it is found, such as matmul (default: all).")
    private String filter = "";

    @Option(
            names = "--sizes",
            paramLabel = "NAME",
            description = "The model that the sizes are from: SMALL (64 px, width 256, batch 128), VIT_B_32 (batch 32),"
                    + " TINY (default: ${DEFAULT-VALUE}).")
    private Sizes sizes = Sizes.SMALL;

    @Option(names = "--no-fork", description = "Run once each in this process: whether they run, not how fast.")
    private boolean unforked;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public BenchOpsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<OpCase> ops = ops();
        OpBenchmarks benchmarks = new OpBenchmarks(!unforked, threads.ofBenchmark(session));
        List<OpTiming> timings = new ArrayList<>();
        try (Progress progress = session.progress("bench", "ops", ops.size())) {
            for (OpCase op : ops) {
                timings.add(benchmarks.run(op, sizes));
                progress.update(timings.size(), op.toString());
            }
        }
        row("op", "onednn us", "nd4j us", "nd4j/onednn", "GFLOP/s", "GB/s");
        timings.forEach(this::print);
        return ExitCode.DONE;
    }

    private List<OpCase> ops() {
        List<OpCase> ops;
        try {
            ops = OpBenchmarks.matching(Pattern.compile(filter));
        } catch (PatternSyntaxException e) {
            throw new UsageException("--filter: '" + filter + "': " + e.getDescription() + ", expected a regex");
        }
        if (ops.isEmpty()) {
            String all = Arrays.stream(OpCase.values()).map(OpCase::toString).collect(Collectors.joining(", "));
            throw new UsageException("--filter: '" + filter + "' matches no primitive, expected some of " + all);
        }
        return ops;
    }

    private void print(OpTiming timing) {
        row(
                timing.op().toString(),
                number(timing.oneDnn() * 1e6),
                number(timing.nd4j() * 1e6),
                number(timing.speedup()),
                timing.flopsPerSecond() == 0 ? "-" : number(timing.flopsPerSecond() / 1e9),
                number(timing.bytesPerSecond() / 1e9));
    }

    private void row(String op, String oneDnn, String nd4j, String speedup, String flops, String bytes) {
        session.out().printf(Locale.ROOT, ROW, op, oneDnn, nd4j, speedup, flops, bytes);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
