package dev.diptych.cli.quickstart;

import dev.diptych.cli.evaluate.RetrievalScores;
import dev.diptych.cli.fetch.KnownPackages;
import dev.diptych.cli.fetch.NpmPackage;
import dev.diptych.cli.fetch.PackageCache;
import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.model.TrainingWork;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.report.Imprint;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.config.ConfigFile;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.run.TrainingRun;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.eval.report.ReportData.NextStep;
import dev.diptych.eval.retrieval.RetrievalIntervals;
import dev.diptych.eval.run.RetrievalGallery;
import dev.diptych.eval.run.RunHistory;
import dev.diptych.eval.run.RunReport;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.file.FolderLock;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.nn.engine.CacheFolder;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych quickstart}: from archives to scores. */
@Command(
        name = "quickstart",
        description = "Fetch emoji drawings, train on two styles, and score on a third: the whole pipeline.",
        footer = {
            "",
            "Takes some seven minutes on two cores. Fetched archives are kept in DIPTYCH_CACHE (default:"
                    + " ~/.cache/diptych). Run again after Ctrl-C, it goes on where it stopped.",
            "",
            "Example:",
            "  diptych quickstart --output runs/second --set seed=1"
        },
        customSynopsis = "diptych quickstart [OPTION]...",
        sortOptions = false)
public final class QuickstartCommand implements Callable<Integer> {
    private static final String RECIPE = "configs/recipes/emoji.yaml";
    private static final String TRAIN = "configs/recipes/emoji-train.yaml";
    private static final String HELD_OUT = "configs/recipes/emoji-heldout.yaml";

    private final Session session;

    @Option(names = "--output", paramLabel = "RUN", description = "The run's folder (default: ${DEFAULT-VALUE}).")
    private Path run = Path.of("runs/quickstart");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the recipe, such as train.epochs=5; repeatable.")
    private List<String> overrides = List.of();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public QuickstartCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        TrainingRun.requireFolder(run, false);
        try (FolderLock lock = FolderLock.take(run, "quickstart")) {
            return callLocked();
        }
    }

    private Integer callLocked() throws IOException, InterruptedException {
        int count = threads.count(session);
        Path trainData = run.resolve("data/train");
        Path heldOut = run.resolve("data/heldout");
        TrainingWork work = work(trainData);
        Path archives = fetch();
        ingest(TRAIN, archives, trainData, count);
        ingest(HELD_OUT, archives, heldOut, count);
        try (Engine engine = device.open(session, count)) {
            ClipModel model = work.run(engine, device.engines(count), "diptych quickstart --output " + run);
            if (!session.interruption().requested()) {
                evaluate(model, heldOut);
            }
        }
        return ExitCode.DONE;
    }

    private TrainingWork work(Path trainData) {
        if (Checkpoint.exists(run)) {
            return TrainingWork.resume(session, run, overrides);
        }
        List<String> all = new ArrayList<>();
        all.add("train.precision=" + precision().option());
        all.addAll(overrides);
        all.add("data.train=" + ConfigFile.quoted(trainData.toString()));
        return TrainingWork.start(session, run, session.surroundings().bundled(RECIPE), all);
    }

    /** The faster of the two on this device. */
    private Precision precision() {
        try (Engine engine = device.open(session, 1)) {
            return PrecisionOption.fastest(engine);
        }
    }

    private Path fetch() throws InterruptedException {
        Path folder = CacheFolder.of(
                        session.surroundings().environment(), Path.of(System.getProperty("user.home", ".")))
                .resolve("npm");
        PackageCache cache = new PackageCache(folder, session.surroundings().environment());
        for (NpmPackage each : KnownPackages.all()) {
            if (!cache.has(each)) {
                session.note("fetching " + each.spec() + " (" + size(each.bytes()) + ") ...");
                cache.fetch(each);
            }
        }
        return folder;
    }

    private static String size(long bytes) {
        return bytes < 1_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
    }

    private void ingest(String config, Path archives, Path output, int count) {
        Path file = session.surroundings().bundled(config);
        IngestConfig read = ConfigFile.read(file).as(root -> IngestConfig.from(root, archives));
        if (Files.exists(output.resolve("stats.json")) && !Files.exists(output.resolve("ingest.unfinished"))) {
            session.note(output + " is there from an earlier run");
            return;
        }
        try (Progress progress = session.progress("ingest " + output.getFileName(), "images", 0)) {
            IngestReport report =
                    Ingest.run(read, output, false, at -> progress.update(at.done(), at.fraction(), ""), count);
            progress.update(report.images(), 1, "kept " + report.kept());
        }
    }

    private void evaluate(ClipModel model, Path heldOut) throws IOException, InterruptedException {
        session.note("scoring on " + heldOut + ", all captions of an image in one line (joined) ...");
        Checkpoint checkpoint = Checkpoint.open(run);
        Embedder embedder = new Embedder(model, checkpoint.preprocessing(), checkpoint.tokenizer());
        try (Samples samples =
                SampleSources.open(heldOut.toString(), SourceOptions.AUTO, SampleNotes.strict(session))) {
            RetrievalEvaluation each = RetrievalEvaluation.run(samples, embedder, CaptionUse.EACH, session::note);
            RetrievalEvaluation joined = each.joined(embedder);
            RetrievalScores scores = new RetrievalScores(RetrievalIntervals.DEPTHS, session.out());
            scores.add("", joined.ranks());
            session.out().println();
            session.out().println("where each keyword is a text of its own, as sentences are in published scores:");
            scores.add("each_", each.ranks());
            report(heldOut, joined, scores);
        }
    }

    private void report(Path heldOut, RetrievalEvaluation evaluation, RetrievalScores scores) throws IOException {
        Path results = run.resolve("results.json");
        scores.results(heldOut.toString(), run).write(results);
        List<NextStep> next = List.of(
                new NextStep(
                        "Score it again",
                        "./diptych eval retrieval --model " + run + " --data " + heldOut + " --captions joined"),
                new NextStep(
                        "Find the drawings by words, on a page",
                        "./diptych index --model " + run + " --images " + heldOut
                                + " --output emoji.index && ./diptych serve emoji.index"),
                new NextStep(
                        "Embed your own pictures",
                        "./diptych embed --model " + run + " --images PICTURES --output embeddings"),
                new NextStep("Turn your own archive into shards", "./diptych ingest ARCHIVE --output shards"),
                new NextStep(
                        "Train on it",
                        "./diptych train --config " + RECIPE + " --set data.train=shards --output runs/own"));
        Path report = run.resolve(RunReport.FILE);
        RetrievalGallery.of(heldOut.toString(), evaluation, scores.intervals()).write(run);
        RunReport.write(
                RunHistory.read(run, session.surroundings().bundled("configs/models")),
                "A small CLIP model, trained on two drawing styles of emoji and scored on a third that it never saw.",
                Imprint.of(heldOut.toString()),
                next,
                report);
        session.out().println();
        session.out().println("written: " + report + ", " + results + ", " + run.resolve(Checkpoint.FOLDER));
        next.forEach(step -> session.out().println(step.purpose() + ":\n  " + step.command()));
    }
}
