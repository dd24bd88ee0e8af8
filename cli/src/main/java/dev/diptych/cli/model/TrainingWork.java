package dev.diptych.cli.model;

import dev.diptych.bench.machine.GemmBenchmark;
import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.data.PairSet;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ModelConfigJson;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.Trainer;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.nn.engine.Engine;
import dev.diptych.text.huggingface.Tokenizers;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.BpeTrainer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.WholeFile;
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

    private TrainingWork(Session session, Path run, ResolvedRecipe recipe, boolean resume) {
        this.session = session;
        this.run = run;
        this.recipe = recipe;
        this.resume = resume;
    }

    /**
     * A training by a recipe.
     *
     * @param overrides of the recipe's keys, {@code key.path=value} each
     */
    public static TrainingWork start(Session session, Path run, Path recipe, List<String> overrides) {
        if (Checkpoint.exists(run)) {
            throw new CheckpointException("train failed: " + run
                    + ": holds a run already, expected a new folder; continue it with --resume " + run);
        }
        if (Files.exists(run) && !Files.isDirectory(run)) {
            throw new IngestException(Reason.UNWRITABLE, run.toString(), "a file, expected a folder for the run");
        }
        ResolvedRecipe resolved = read(session, recipe, overrides);
        Optional<Path> pretrained = resolved.recipe().pretrained();
        return new TrainingWork(
                session, run, pretrained.isPresent() ? prepared(resolved, pretrained.get()) : resolved, false);
    }

    /** A run that goes on from its checkpoint, by the recipe in its folder. */
    public static TrainingWork resume(Session session, Path run, List<String> overrides) {
        if (!Checkpoint.exists(run)) {
            throw new CheckpointException(
                    "resume failed: " + run + ": no checkpoint, expected the folder of a run that was started");
        }
        List<String> all = new ArrayList<>(overrides);
        if (Files.exists(run.resolve(MODEL))) {
            all.add(0, "model=" + MODEL);
        }
        ResolvedRecipe resolved = read(session, run.resolve(RECIPE), all);
        return new TrainingWork(session, run, prepared(resolved, run), true);
    }

    /** The recipe, with images prepared as those of the model that it starts from. */
    private static ResolvedRecipe prepared(ResolvedRecipe resolved, Path model) {
        Recipe recipe = resolved.recipe();
        Preprocessing preprocessing = Checkpoint.open(model)
                .folder()
                .description()
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
        Recipe values = recipe.recipe();
        session.note("reading " + values.trainData() + " ...");
        PairSet data = PairSet.read(
                values.trainData(), damage -> session.note("left out from there on: " + damage.getMessage()));
        Tokenizer tokenizer = tokenizer(data);
        double matmulRate = new GemmBenchmark(engines, values.precision().compute()).largeRate();
        Trainer trainer = new Trainer(values, run, data, tokenizer, engine, matmulRate);
        Interruption interruption = session.interruption();
        try (Interruption.Guard guard = interruption.guard()) {
            ClipModel model;
            TrainingProgress progress = new TrainingProgress(session, this::writeRecipe);
            try (progress) {
                model = trainer.train(resume, progress, interruption::requested);
            }
            StepLog last = progress.last();
            if (interruption.requested()) {
                session.err()
                        .println("stopped" + (last == null ? "" : " after step " + last.step())
                                + " with a checkpoint; go on with: " + again);
            } else if (last != null) {
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
        }
    }

    private void writeRecipe() {
        try {
            Files.createDirectories(run);
            WholeFile.write(run.resolve(RECIPE), recipe.yaml().getBytes(StandardCharsets.UTF_8));
            String model = ModelConfigJson.write(recipe.recipe().model()).toPrettyString() + "\n";
            WholeFile.write(run.resolve(MODEL), model.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tokenizer tokenizer(PairSet data) throws IOException {
        if (resume) {
            return Checkpoint.open(run).tokenizer();
        }
        Recipe values = recipe.recipe();
        if (values.pretrained().isPresent()) {
            return Checkpoint.open(values.pretrained().get())
                    .tokenizer(values.tokenizer().orElse(null));
        }
        if (values.tokenizer().isPresent()) {
            return Tokenizers.open(values.tokenizer().get());
        }
        return new BpeTokenizer(new BpeTrainer(values.model().text().vocabSize())
                .train(data.pairs().stream().flatMap(pair -> pair.captions().stream())));
    }

    private static ResolvedRecipe read(Session session, Path recipe, List<String> overrides) {
        return RecipeReader.read(recipe, overrides, session.surroundings().bundled("configs/models"));
    }
}
