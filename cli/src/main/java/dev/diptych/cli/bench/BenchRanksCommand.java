package dev.diptych.cli.bench;

import dev.diptych.bench.rank.RankBenchmark;
import dev.diptych.bench.rank.RankTiming;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.nn.engine.Devices;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych bench ranks}: times the ranks of retrieval. */
@Command(
        name = "ranks",
        description = "Time the ranks of retrieval, both ways, beside the matrix products alone.",
        footer = {
            "",
            "N images and N texts are made up, of D dimensions. The products alone are what N x N x D takes at the rate of"
                    + " blocks of 1024 x 1024 by an engine of one thread for each worker, timed before and after. Unless"
                    + " --threads or OMP_NUM_THREADS is given, 2 threads compute here.",
            "",
            "Example:",
            "  diptych bench ranks --count 100000 --dimensions 512"
        },
        customSynopsis = "diptych bench ranks [OPTION]...",
        sortOptions = false)
public final class BenchRanksCommand implements Callable<Integer> {
    private static final int MOST_NUMBERS = Integer.MAX_VALUE - 8;

    private final Session session;

    @Option(names = "--count", paramLabel = "N", description = "Images, and texts (default: ${DEFAULT-VALUE}).")
    private int count = 20_000;

    @Option(names = "--dimensions", paramLabel = "D", description = "Numbers of a vector (default: ${DEFAULT-VALUE}).")
    private int dimensions = 512;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public BenchRanksCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Positive.require("--count", count);
        Positive.require("--dimensions", dimensions);
        if ((long) count * dimensions > MOST_NUMBERS) {
            throw new UsageException("--count: " + count + " vectors of " + dimensions + ", expected at most "
                    + MOST_NUMBERS + " numbers");
        }
        int workers = threads.ofBenchmark(session);
        session.note("ranking " + count + " images and texts on " + Counted.of(workers, "thread") + " ...");
        RankTiming timing = new RankBenchmark(each -> () -> Devices.open("cpu", each), workers).time(count, dimensions);
        double flops = 2.0 * count * count * dimensions;
        line("products alone", timing.products(), flops);
        line("whole", timing.whole(), flops);
        session.out().printf(Locale.ROOT, "ratio %.2f  text_to_image_R@1 %.4f%n", timing.ratio(), timing.recall());
        return ExitCode.DONE;
    }

    private void line(String name, double seconds, double flops) {
        session.out().printf(Locale.ROOT, "%-14s %10.2f s  %8.1f GFLOP/s%n", name, seconds, flops / seconds / 1e9);
    }
}
