package dev.diptych.cli.bench;

import dev.diptych.bench.StepBenchmark;
import dev.diptych.bench.StepResult;
import dev.diptych.bench.StepSettings;
import dev.diptych.bench.profile.ProfileText;
import dev.diptych.bench.scale.RankTimes;
import dev.diptych.bench.text.CaptionLengths;
import dev.diptych.cli.model.RankWork;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.optim.OptimizerConfig;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych bench step}: times training steps. */
@Command(
        name = "step",
        description = "Time whole training steps of a CLIP model on random input.",
        footer = {
            "",
            "Prints the median of the measured steps, after two that are not, and their GFLOP/s as a share of the"
                    + " machine's matmul rate: that of a product of 2048 x 2048 matrices, or of 8192 x 8192 where that takes less than a"
                    + " millisecond, before and after the steps."
                    + " Unless --threads or OMP_NUM_THREADS is given, 2 threads compute here.",
            "",
            "Under mpirun or srun --batch are the pairs of all ranks; GFLOP/s are one rank's.",
            "",
            "Examples:",
            "  diptych bench step --batch 256 --width 384 --layers 8 --profile",
            "  mpirun -n 2 diptych bench step --threads 1"
        },
        customSynopsis = "diptych bench step [OPTION]...",
        sortOptions = false)
public final class BenchStepCommand implements Callable<Integer> {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

    private final Session session;

    @Mixin
    private SizeOptions sizes = new SizeOptions();

    @Option(names = "--layers", paramLabel = "N", description = "Blocks of each tower" + DEFAULT)
    private int layers = 6;

    @Option(names = "--text-layers", paramLabel = "N", description = "Blocks of the text tower, if others.")
    private @Nullable Integer textLayers;

    @Option(names = "--vocab", paramLabel = "N", description = "Size of the vocabulary" + DEFAULT)
    private int vocab = 4096;

    @Option(names = "--embed", paramLabel = "N", description = "Size of the embedding space" + DEFAULT)
    private int embed = 256;

    @Option(names = "--opt", paramLabel = "NAME", description = "adamw, lion or muon" + DEFAULT)
    private OptimizerConfig.Method opt = OptimizerConfig.Method.ADAMW;

    @Option(names = "--steps", paramLabel = "N", description = "Measured steps" + DEFAULT)
    private int steps = 8;

    @Option(names = "--accum-freq", paramLabel = "N", description = "A step has N times --batch pairs" + DEFAULT)
    private int accumFreq = StepOptions.DEFAULT.accumulation();

    @Option(names = "--grad-checkpointing", description = "Compute blocks again for the gradient, not keep them.")
    private boolean gradCheckpointing;

    @Option(
            names = "--caption-length",
            paramLabel = "mean=M,sd=S",
            description = "Tokens of the captions, normally distributed, if not all --context.")
    private @Nullable String captionLength;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(names = "--profile", description = "Also print where the time goes, by kind of op and by layer.")
    private boolean profile;

    @Option(names = "--memory", description = "Also print the planned memory of the activations.")
    private boolean memory;

    @Mixin
    private PrecisionOption precision = new PrecisionOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public BenchStepCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Ranks ranks = Ranks.ofProcess();
        if (ranks.alone()) {
            run(session, ranks);
        } else {
            RankWork.run(session, ranks, own -> run(own, ranks));
        }
        return ExitCode.DONE;
    }

    private void run(Session own, Ranks ranks) {
        StepSettings settings = sizes.settings(
                layers,
                textLayers == null ? layers : textLayers,
                vocab,
                embed,
                precision.on(device, own),
                OptimizerConfig.DEFAULT.by(opt),
                new StepOptions(gradCheckpointing, accumFreq),
                Optional.ofNullable(captionLength).map(CaptionLengths::parse),
                steps);
        int count = threads.ofBenchmark(own);
        own.note("timing " + (steps + 2) + " steps on " + device.resolved() + ", " + count
                + (count == 1 ? " thread ..." : " threads ..."));
        print(own.out(), StepBenchmark.run(settings, device.engines(count), ranks));
    }

    private void print(PrintWriter out, StepResult result) {
        out.println("parameters " + result.parameters());
        out.printf(
                Locale.ROOT,
                "pairs/s %.1f  step %.0f ms  peak RSS %s  GFLOP/s %.1f%n",
                result.pairsPerSecond(),
                result.seconds() * 1e3,
                result.peakBytes() < 0 ? "unknown" : mebibytes(result.peakBytes()),
                result.gigaflopsPerSecond());
        out.printf(
                Locale.ROOT,
                "share of the matmul rate %.1f %% (of %.1f GFLOP/s)%n",
                100 * result.matmulShare(),
                result.profile().machine().matmulRate() / 1e9);
        out.printf(Locale.ROOT, "first step done %.1f s after the start of Java%n", result.startUp());
        RankTimes told = result.told();
        if (told != null) {
            out.printf(
                    Locale.ROOT,
                    "%d ranks: alone, a gather of %d bytes %.3f ms, their gradients by shares %.3f ms, a sum of %d"
                            + " bytes in %d parts %.2f ms%n",
                    told.ranks(),
                    told.gathered(),
                    told.gather() * 1e3,
                    told.shares() * 1e3,
                    told.summed(),
                    told.parts(),
                    told.sum() * 1e3);
        }
        if (memory) {
            out.println("activations " + mebibytes(result.activationBytes()) + " planned, "
                    + mebibytes(result.unsharedActivationBytes()) + " if none shared memory");
        }
        if (profile) {
            out.println();
            out.print(ProfileText.of(result.profile()));
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
