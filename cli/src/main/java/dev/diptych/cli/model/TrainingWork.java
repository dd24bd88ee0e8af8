package dev.diptych.cli.model;

import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ModelConfigJson;
import dev.diptych.contrastive.model.TrainingNeed;
import dev.diptych.contrastive.pretrained.FolderFormat;
import dev.diptych.contrastive.pretrained.ModelDescription;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.Trainer;
import dev.diptych.file.WholeFile;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.GemmBenchmark;
import dev.diptych.text.huggingface.Tokenizers;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.BpeTrainer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A training in a run's folder: new, or continued from its checkpoint. */
public final class TrainingWork {
    /** The resolved recipe in a run's folder. */
    public static final String RECIPE = "recipe.yaml";

    /** The model's configuration beside it: the recipe may name a file that lies elsewhere. */
    private static final String MODEL = "model.json";

    private final Session session;
    private final Path run;
    private final ResolvedRecipe recipe;
    private final boolean resume;
    private boolean trained;
    private Interruption.@Nullable Guard guard;

    private TrainingWork(Session session, Path run, ResolvedRecipe recipe, boolean resume) {
        this.session = session;
        this.run = run;
        this.recipe = recipe;
        this.resume = resume;
    }

    /** Checks that a run's folder can be locked; one to go on with must be there. */
    public static void requireFolder(Path run, boolean resume) {
        if (Files.exists(run) && !Files.isDirectory(run)) {
            throw new IngestException(Reason.UNWRITABLE, run.toString(), "a file, expected a folder for the run");
        }
        if (resume && !Files.exists(run)) {
            throw new CheckpointException(
                    "resume failed: " + run + ": no such folder, expected that of a run that was started");
        }
    }

    /**
     * A training by a recipe. The caller has {@link dev.diptych.file.FolderLock locked} the run's folder.
     *
     * @param overrides of the recipe's keys, {@code key.path=value} each
     */
    public static TrainingWork start(Session session, Path run, Path recipe, List<String> overrides) {
        if (Checkpoint.exists(run)) {
            throw new CheckpointException("train failed: " + run
                    + ": holds a run already, expected a new folder; continue it with --resume " + run);
        }
        return fresh(session, run, withoutRelativePaths(session, recipe, overrides));
    }

    /** A run that goes on from its checkpoint, or from its start if it has none yet, by the recipe in its folder. */
    public static TrainingWork resume(Session session, Path run, List<String> overrides) {
        boolean begun = Checkpoint.exists(run);
        if (!begun && !Files.exists(run.resolve(RECIPE))) {
            throw new CheckpointException("resume failed: " + run + ": neither a checkpoint nor " + RECIPE
                    + ", expected the folder of a run that was started");
        }
        List<String> all = new ArrayList<>(overrides);
        if (Files.exists(run.resolve(MODEL))) {
            all.add(0, "model=" + MODEL);
        }
        ResolvedRecipe resolved = read(session, run.resolve(RECIPE), all);
        if (begun) {
            Checkpoint checkpoint = Checkpoint.verified(run);
            checkpoint.state();
            return new TrainingWork(session, run, prepared(session, resolved, run, checkpoint), true);
        }
        session.note(run + ": no checkpoint yet, so that it starts at step 0");
        return fresh(session, run, resolved);
    }

    private static TrainingWork fresh(Session session, Path run, ResolvedRecipe resolved) {
        Optional<Path> pretrained = resolved.recipe().pretrained();
        ResolvedRecipe ready = pretrained.isPresent()
                ? prepared(session, resolved, pretrained.get(), Checkpoint.open(pretrained.get()))
                : resolved;
        return new TrainingWork(session, run, ready, false);
    }

    /** The recipe, with images prepared as those of the model that it starts from, and cropped as its checkpoint says. */
    private static ResolvedRecipe prepared(Session session, ResolvedRecipe resolved, Path from, Checkpoint model) {
        Recipe recipe = resolved.recipe();
        ModelDescription description = model.folder().description();
        description
                .cropChange(FolderFormat.OPEN_CLIP)
                .ifPresent(change -> session.note(from + ": in the run, " + change));
        Preprocessing preprocessing = description
                .croppedAs(FolderFormat.OPEN_CLIP)
                .withImageSize(recipe.model().vision().imageSize())
                .preprocessing();
        return new ResolvedRecipe(recipe.withPreprocessing(preprocessing), resolved.yaml());
    }

    /** Returns the recipe with every value as it took effect. */
    public ResolvedRecipe recipe() {
        return recipe;
    }

    /**
     * Trains to the end of the recipe, or until Ctrl-C; then says where it stands and how to go on.
     *
     * @param engines makes an engine like {@code engine}, to measure what it can reach
     * @param again the command that continues
     */
    public ClipModel run(Engine engine, Supplier<Engine> engines, String again)
            throws IOException, InterruptedException {
        boolean begun = Files.exists(run.resolve(RECIPE));
        if (!resume) {
            writeRecipe(); // so that a run that is killed while it reads its data is one to resume
        }
        try {
            return train(engine, engines, again);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!begun && !trained) {
                Files.deleteIfExists(run.resolve(RECIPE));
                Files.deleteIfExists(run.resolve(MODEL));
            }
            throw e;
        }
    }

    private ClipModel train(Engine engine, Supplier<Engine> engines, String again)
            throws IOException, InterruptedException {
        Recipe values = recipe.recipe();
        session.note("reading " + values.data().train() + " ...");
        try (Samples samples = SampleSources.open(values.data().train(), values.data().source(), new SourceNotes(session))) {
            PairNotes.print(session, "left out: ", samples.leftOut());
            return train(engine, engines, again, samples);
        }
    }

    private ClipModel train(Engine engine, Supplier<Engine> engines, String again, Samples samples)
            throws IOException, InterruptedException {
        Recipe values = recipe.recipe();
        Tokenizer tokenizer = tokenizer(samples);
        double matmulRate = new GemmBenchmark(engines, values.precision().compute()).largeRate();
        Trainer trainer = new Trainer(values, run, samples, tokenizer, engine, matmulRate);
        requireMemory(values, engine);
        Interruption interruption = session.interruption();
        try {
            ClipModel model;
            TrainingProgress progress = new TrainingProgress(session, this::started);
            try (progress) {
                model = trainer.train(resume, progress, interruption::requested);
            }
            StepLog last = progress.last();
            if (interruption.requested()) {
                session.err()
                        .println((progress.saved() == 0
                                        ? "stopped before its first step was whole"
                                        : "stopped after step " + progress.saved() + " with a checkpoint")
                                + "; go on with: " + again);
            } else if (last == null) {
                session.note(run + ": at its last step already, nothing is left to train");
            } else {
                session.out()
                        .printf(
                                Locale.ROOT,
                                "%s: %d steps in %d s, last loss %.3f%n",
                                run,
                                last.step(),
                                Math.round(last.seconds()),
                                last.loss());
            }
            session.err().flush();
            return model;
        } finally {
            if (guard != null) {
                guard.close();
            }
        }
    }

    /** Refuses what cannot fit before anything is allocated; a GPU's memory is its engine's to know. */
    private static void requireMemory(Recipe recipe, Engine engine) {
        if (engine.name().equals("cuda")) {
            return;
        }
        long need = TrainingNeed.of(
                        recipe.model(), recipe.pairsPerStep(), recipe.precision(), recipe.step(), recipe.parameters())
                .bytes();
        long there = MachineMemory.bytes();
        if (need > there) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "train: the step takes %.1f GiB, expected at most the machine's %.1f GiB; lower train.batch_size, or"
                            + " set train.grad_checkpointing or train.accum_freq (diptych models show tells what takes"
                            + " how much)",
                    need / 0x1p30,
                    there / 0x1p30));
        }
    }

    /** From here on an interruption leaves a checkpoint; before, it ends the command at once. */
    private void started() {
        guard = session.interruption().guard();
        trained = true;
        writeRecipe();
    }

    private void writeRecipe() {
        try {
            Files.createDirectories(run);
            String model = ModelConfigJson.write(recipe.recipe().model()).toPrettyString() + "\n";
            WholeFile.write(run.resolve(MODEL), model.getBytes(StandardCharsets.UTF_8));
            WholeFile.write(run.resolve(RECIPE), recipe.yaml().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tokenizer tokenizer(Samples samples) throws IOException {
        if (resume) {
            return Checkpoint.open(run).tokenizer();
        }
        Recipe values = recipe.recipe();
        if (values.pretrained().isPresent()) {
            Checkpoint start = Checkpoint.open(values.pretrained().get());
            if (values.tokenizer().isEmpty()) {
                start.folder().note().ifPresent(session::note);
            }
            return start.tokenizer(values.tokenizer().orElse(null));
        }
        if (values.tokenizer().isPresent()) {
            return Tokenizers.open(values.tokenizer().get());
        }
        return new BpeTokenizer(new BpeTrainer(values.model().text().vocabSize()).train(samples.captions()));
    }

    /** The recipe with paths that are the same from the run's folder. */
    private static ResolvedRecipe withoutRelativePaths(Session session, Path recipe, List<String> overrides) {
        ResolvedRecipe resolved = read(session, recipe, overrides);
        List<String> all = new ArrayList<>(overrides);
        resolved.recipe().pretrained().ifPresent(path -> all.add(override("pretrained", path)));
        resolved.recipe().tokenizer().ifPresent(path -> all.add(override("tokenizer", path)));
        return all.size() == overrides.size() ? resolved : read(session, recipe, all);
    }

    private static String override(String key, Path path) {
        return key + "='" + path.toAbsolutePath().normalize().toString().replace("'", "''") + "'";
    }

    private static ResolvedRecipe read(Session session, Path recipe, List<String> overrides) {
        return RecipeReader.read(recipe, overrides, session.surroundings().bundled("configs/models"));
    }
}
