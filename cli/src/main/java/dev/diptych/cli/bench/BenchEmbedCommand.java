package dev.diptych.cli.bench;

import dev.diptych.bench.StepSettings;
import dev.diptych.bench.machine.Machine;
import dev.diptych.bench.profile.ProfileText;
import dev.diptych.bench.tower.TowerBenchmark;
import dev.diptych.bench.tower.TowerTiming;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionConverter;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych bench embed}: times the towers' forward programs. */
@Command(
        name = "embed",
        description = "Time a tower's forward programs, as embed runs them, on random input.",
        footer = {
            "",
            "Prints the median run of each number of rows in each precision, with its GFLOP/s as a share of the rate of a"
                    + " product of 2048 x 2048 matrices in that precision, before and after; and whether the first row"
                    + " has the bits of the program of most rows. Unless --threads or OMP_NUM_THREADS is given, 2"
                    + " threads compute here.",
            "",
            "Example:",
            "  diptych bench embed --image 224 --patch 32 --width 768 --layers 12 --embed 512 --precision fp32,int8"
        },
        customSynopsis = "diptych bench embed [OPTION]...",
        sortOptions = false)
public final class BenchEmbedCommand implements Callable<Integer> {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";
    private static final String ROW = "%-10s %5s %9s %10s %9s %7s  %s%n";

    private final Session session;

    @Option(
            names = "--model",
            paramLabel = "RUN|DIR",
            description = "A trained model, in place of one of the sizes below.")
    private @Nullable Path model;

    @Option(names = "--tower", paramLabel = "NAME", description = "image or text" + DEFAULT)
    private Tower tower = Tower.IMAGE;

    @Option(names = "--rows", paramLabel = "N", split = ",", description = "Images or captions of a run" + DEFAULT)
    private List<Integer> rows = List.of(1, 8, 64);

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            split = ",",
            description = "fp32, amp_bf16 or int8, or several (default: fp32).",
            converter = PrecisionConverter.class)
    private List<Precision> precisions = List.of(Precision.FP32);

    @Mixin
    private ShapeOptions shapes = new ShapeOptions();

    @Option(names = "--layers", paramLabel = "N", description = "Blocks of each tower" + DEFAULT)
    private int layers = 6;

    @Option(names = "--vocab", paramLabel = "N", description = "Size of the vocabulary" + DEFAULT)
    private int vocab = 4096;

    @Option(names = "--embed", paramLabel = "N", description = "Size of the embedding space" + DEFAULT)
    private int embed = 256;

    @Option(names = "--seconds", paramLabel = "S", description = "To run each program for" + DEFAULT)
    private double seconds = 3;

    @Option(names = "--profile", description = "Also print where the time goes, by kind of op and by layer.")
    private boolean profile;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    /** One of a model's two. */
    enum Tower {
        IMAGE,
        TEXT
    }

    public BenchEmbedCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        rows.forEach(count -> Positive.require("--rows", count));
        int count = threads.ofBenchmark(session);
        session.note("timing the " + tower.name().toLowerCase(Locale.ROOT) + " tower on " + device.resolved() + ", "
                + count + (count == 1 ? " thread ..." : " threads ..."));
        Checkpoint checkpoint = model == null ? null : Checkpoint.open(model);
        ModelConfig config = checkpoint == null ? sizes() : checkpoint.config();
        PrintWriter out = session.out();
        out.printf(ROW, "precision", "rows", "ms", "rows/s", "GFLOP/s", "share", "bits");
        for (Precision precision : precisions) {
            try (Engine engine = device.open(session, count)) {
                PrecisionOption.require(precision, engine);
                ClipModel timed =
                        checkpoint == null ? random(config, precision, engine) : checkpoint.load(engine, precision);
                TowerBenchmark.Settings settings = new TowerBenchmark.Settings(
                        tower == Tower.IMAGE,
                        Math.min(shapes.context, config.text().contextLength()),
                        rows,
                        seconds,
                        profile);
                new TowerBenchmark(timed, device.engines(count), settings)
                        .run()
                        .forEach(timing -> print(precision, timing));
            }
        }
        long peak = Machine.peakMemory();
        out.println("peak RSS " + (peak < 0 ? "unknown" : (peak >> 20) + " MiB"));
        return ExitCode.DONE;
    }

    private ModelConfig sizes() {
        return new StepSettings(
                        1,
                        shapes.image,
                        shapes.patch,
                        new StepSettings.Tower(shapes.width, layers),
                        new StepSettings.Tower(shapes.widthOfText(), layers),
                        shapes.context,
                        Optional.empty(),
                        vocab,
                        embed,
                        Precision.FP32,
                        OptimizerConfig.DEFAULT,
                        StepOptions.DEFAULT,
                        1)
                .model();
    }

    private static ClipModel random(ModelConfig config, Precision precision, Engine engine) {
        ClipModel model = ClipModel.untrained(config, LossKind.CLIP, precision, engine);
        model.initialize(0);
        return model;
    }

    private void print(Precision precision, TowerTiming timing) {
        PrintWriter out = session.out();
        out.printf(
                Locale.ROOT,
                ROW,
                precision.option(),
                timing.rows(),
                String.format(Locale.ROOT, "%.2f", timing.seconds() * 1e3),
                String.format(Locale.ROOT, "%.1f", timing.rate()),
                String.format(Locale.ROOT, "%.1f", timing.gigaflopsPerSecond()),
                String.format(Locale.ROOT, "%.1f%%", 100 * timing.matmulShare()),
                timing.alike() ? "same" : "others");
        if (timing.profile() != null) {
            out.println();
            out.println(ProfileText.of(timing.profile()));
        }
        out.flush();
    }
}
