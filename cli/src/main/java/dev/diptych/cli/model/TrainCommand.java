package dev.diptych.cli.model;

import dev.diptych.cli.adapt.LockOptions;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.StartCheck;
import dev.diptych.contrastive.run.TrainingRun;
import dev.diptych.file.FolderLock;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych train}: a model by a recipe. */
@Command(
        name = "train",
        description = "Train a model on shards, as a recipe says.",
        footer = {
            "",
            "The run's folder gets the resolved recipe (recipe.yaml), a log (metrics.jsonl), a page that shows how it"
                    + " goes (report.html), and the model in checkpoint/. Ctrl-C leaves a checkpoint too; --resume goes on from there.",
            "",
            "Under mpirun or srun each rank trains on its share of every step's pairs (docs/scale.md).",
            "",
            "Examples:",
            "  diptych train --config recipe.yaml --output runs/first --set train.epochs=10",
            "  mpirun -n 2 diptych train --config recipe.yaml --output runs/first",
            "  diptych train --resume runs/first",
            "  diptych train --config recipe.yaml --output runs/first --resume latest"
        },
        customSynopsis = {
            "diptych train --config RECIPE --output RUN [OPTION]...",
            "       diptych train --resume RUN [OPTION]...",
            "       diptych train [--config RECIPE] --output RUN --resume latest [OPTION]..."
        },
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
    /** open_clip's word. */
    private static final Path LATEST = Path.of("latest");

    private final Session session;

    @Option(names = "--config", paramLabel = "RECIPE", description = "The recipe, in YAML; configs/recipes/ has some.")
    private @Nullable Path config;

    @Option(names = "--output", paramLabel = "RUN", description = "The run's folder, a new one.")
    private @Nullable Path output;

    @Option(
            names = "--resume",
            paramLabel = "RUN|latest",
            description = "Go on with the run in this folder. latest: with the run in --output, or of the runs in that"
                    + " folder the one that was saved last; where there is none, start it by --config.")
    private @Nullable Path resume;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the recipe, such as train.batch_size=512; repeatable.")
    private List<String> overrides = List.of();

    @Option(
            names = "--save-frequency",
            paramLabel = "N",
            description = "Epochs between two checkpoints (default: 1; 0: none at an epoch's end).")
    private @Nullable Integer saveFrequency;

    @Option(
            names = "--save-every-n-steps",
            paramLabel = "N",
            description = "Steps between two checkpoints (default: 0: none by steps).")
    private @Nullable Integer saveEverySteps;

    @Option(
            names = "--accum-freq",
            paramLabel = "N",
            description = "A step has N times train.batch_size pairs, in the memory of train.batch_size.")
    private @Nullable Integer accumFreq;

    @Option(
            names = "--grad-checkpointing",
            description = "Compute blocks again for the gradient instead of keeping them: less memory, the same bits.")
    private boolean gradCheckpointing;

    @Option(
            names = "--report-to",
            paramLabel = "WHERE",
            description = "tensorboard: also write event files, to tensorboard/ in the run's folder.")
    private @Nullable String reportTo;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private LockOptions lock = new LockOptions();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private PrecisionOption precision = new PrecisionOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Ranks ranks = Ranks.ofProcess();
        if (ranks.alone()) {
            train(session, ranks);
        } else {
            RankWork.run(session, ranks, own -> train(own, ranks));
        }
        return ExitCode.DONE;
    }

    private void train(Session own, Ranks ranks) throws IOException, InterruptedException {
        Path going = going();
        Path run = going == null ? begun() : going;
        boolean goesOn = going != null;
        TrainingRun.requireFolder(run, goesOn);
        // All have looked before the first writes: what it begins must not seem a run to go on with.
        StartCheck.same(ranks, Map.of("run", run + (goesOn ? ", to go on with" : ", to start")));
        try (FolderLock lock = ranks.first() ? FolderLock.take(run, "train") : null) {
            TrainingWork work = goesOn
                    ? TrainingWork.resume(own, run, overrides())
                    : TrainingWork.start(own, run, Objects.requireNonNull(config), overrides());
            int count = threads.count(own);
            try (Engine engine = device.open(own, count, RankWork.place(ranks))) {
                precision.check(work.recipe().recipe().precision(), engine);
                work.run(engine, device.engines(count), "diptych train --resume " + run, ranks);
            }
        }
    }

    /** {@code --set}, and the options that are short for it. */
    private List<String> overrides() {
        List<String> all = new ArrayList<>(overrides);
        if (saveFrequency != null) {
            all.add("train.save_frequency=" + saveFrequency);
        }
        if (saveEverySteps != null) {
            all.add("train.save_every_n_steps=" + saveEverySteps);
        }
        if (accumFreq != null) {
            all.add("train.accum_freq=" + accumFreq);
        }
        Precision format = precision.given();
        if (format != null) {
            PrecisionOption.requireTraining(format);
            all.add("train.precision=" + format.option());
        }
        if (gradCheckpointing) {
            all.add("train.grad_checkpointing=true");
        }
        if (reportTo != null) {
            all.add("train.report_to=" + reportTo);
        }
        data.addTo(all);
        lock.addTo(all);
        return all;
    }

    /** The folder of the run to go on with, or null to start one. */
    private @Nullable Path going() throws IOException {
        if (resume == null) {
            return null;
        }
        if (resume.equals(LATEST)) {
            if (output == null) {
                throw new UsageException("diptych train: --resume latest without --output, expected the run's folder");
            }
            Optional<Path> latest = TrainingRun.latest(output);
            if (latest.isEmpty() && config == null) {
                throw new UsageException("diptych train: --resume latest: no run in " + output
                        + ", expected one, or --config to start it");
            }
            return latest.orElse(null);
        }
        if (config != null || (output != null && !output.equals(resume))) {
            throw new UsageException("diptych train: --resume with "
                    + (config != null ? "--config" : "another --output")
                    + ", expected --resume alone: a run keeps its folder and recipe (change keys with --set)");
        }
        return resume;
    }

    /** The folder of the run to start. */
    private Path begun() {
        if (config == null || output == null) {
            throw new UsageException("diptych train: no " + (config == null ? "--config" : "--output")
                    + ", expected --config and --output, or --resume");
        }
        return output;
    }
}
