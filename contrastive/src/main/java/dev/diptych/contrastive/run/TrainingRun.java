package dev.diptych.contrastive.run;

import dev.diptych.config.ConfigFile;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.train.RunFacts;
import dev.diptych.contrastive.train.Trainer;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.train.TrainingListeners;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.nn.engine.Engine;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.huggingface.Tokenizers;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A training in a folder: new, or continued from its checkpoint. The folder then holds all that {@code diptych train --resume}
 * goes on from. Whoever starts one holds the folder's {@link dev.diptych.file.FolderLock} meanwhile.
 */
public final class TrainingRun {
    /** For {@link #train}: the log's MFU is then a share of the highest rate that the run itself reached. */
    public static final double UNMEASURED = Double.MIN_VALUE;

    private final RunFolder folder;
    private final ResolvedRecipe recipe;
    private final boolean resume;
    private final RunNotes notes;
    private boolean begun;

    private TrainingRun(Path run, ResolvedRecipe recipe, boolean resume, RunNotes notes) {
        this.folder = new RunFolder(run);
        this.recipe = recipe;
        this.resume = resume;
        this.notes = notes;
    }

    /**
     * Checks that a run's folder can be locked; one to go on with must be there.
     *
     * @throws CheckpointException if it is not there
     */
    public static void requireFolder(Path run, boolean resume) {
        if (Files.exists(run) && !Files.isDirectory(run)) {
            throw new IngestException(Reason.UNWRITABLE, run.toString(), "a file, expected a folder for the run");
        }
        if (resume && !Files.exists(run)) {
            throw new CheckpointException(
                    "resume failed: " + run + ": no such folder, expected that of a run that was started");
        }
    }

    /** The run in a folder, or else that of the folders in it that was saved last; empty where there is none. */
    public static Optional<Path> latest(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || new RunFolder(folder).isRun()) {
            return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
        }
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(Files::isDirectory)
                    .map(RunFolder::new)
                    .filter(RunFolder::isRun)
                    .max(Comparator.comparing(RunFolder::touched))
                    .map(RunFolder::path);
        }
    }

    /**
     * A training by a recipe.
     *
     * @param run its folder, which holds no run yet
     * @param overrides of the recipe's keys, {@code key.path=value} each
     * @param models the folder that named model configurations lie in
     * @throws CheckpointException if the folder holds a run
     * @throws dev.diptych.config.ConfigException if the recipe is not one
     */
    public static TrainingRun start(Path run, Path recipe, List<String> overrides, Path models, RunNotes notes) {
        if (Checkpoint.exists(run)) {
            throw new CheckpointException(
                    "train failed: " + run + ": holds a run already, expected a new folder, or to resume this one");
        }
        return fresh(run, withoutRelativePaths(recipe, overrides, models), notes);
    }

    /**
     * A run that goes on from its checkpoint, or from its start if it has none yet, by the recipe in its folder.
     *
     * @param overrides of the recipe's keys, {@code key.path=value} each
     * @param models as for {@link #start}
     * @throws CheckpointException if no run was started there, or its checkpoint is not what was written
     */
    public static TrainingRun resume(Path run, List<String> overrides, Path models, RunNotes notes) {
        RunFolder folder = new RunFolder(run);
        boolean begun = Checkpoint.exists(run);
        if (!begun && !folder.hasRecipe()) {
            throw new CheckpointException("resume failed: " + run + ": neither a checkpoint nor "
                    + folder.recipe().getFileName() + ", expected the folder of a run that was started");
        }
        ResolvedRecipe resolved = recipe(folder, overrides, models);
        if (begun) {
            Checkpoint checkpoint = Checkpoint.verified(run);
            checkpoint.state();
            return new TrainingRun(run, prepared(resolved, run, checkpoint, notes), true, notes);
        }
        notes.note(run + ": no checkpoint yet, so that it starts at step 0");
        return fresh(run, resolved, notes);
    }

    /**
     * The recipe in a run's folder.
     *
     * @param models as for {@link #start}
     * @throws CheckpointException if no run was started there
     */
    public static ResolvedRecipe recipe(Path run, Path models) {
        RunFolder folder = new RunFolder(run);
        if (!folder.hasRecipe()) {
            throw new CheckpointException("run failed: " + run + ": no "
                    + folder.recipe().getFileName() + ", expected the folder of a run that was started");
        }
        return recipe(folder, List.of(), models);
    }

    private static ResolvedRecipe recipe(RunFolder folder, List<String> overrides, Path models) {
        List<String> all = new ArrayList<>(overrides);
        if (folder.hasModel()) {
            all.add(0, folder.modelOverride());
        }
        return RecipeReader.read(folder.recipe(), all, models);
    }

    private static TrainingRun fresh(Path run, ResolvedRecipe resolved, RunNotes notes) {
        Optional<Path> pretrained = resolved.recipe().pretrained();
        ResolvedRecipe ready = pretrained.isPresent()
                ? prepared(resolved, pretrained.get(), Checkpoint.open(pretrained.get()), notes)
                : resolved;
        return new TrainingRun(run, ready, false, notes);
    }

    /** The recipe, with images prepared as those of the model that it starts from, and cropped as its checkpoint says. */
    private static ResolvedRecipe prepared(ResolvedRecipe resolved, Path from, Checkpoint model, RunNotes notes) {
        Recipe recipe = resolved.recipe();
        ModelDescription description = model.folder().description();
        description
                .cropChange(FolderFormat.OPEN_CLIP)
                .ifPresent(change -> notes.note(from + ": in the run, " + change));
        Preprocessing preprocessing = description
                .croppedAs(FolderFormat.OPEN_CLIP)
                .withImageSize(recipe.model().vision().imageSize())
                .preprocessing();
        return new ResolvedRecipe(recipe.withPreprocessing(preprocessing), resolved.yaml());
    }

    /** The recipe with paths that are the same from the run's folder. */
    private static ResolvedRecipe withoutRelativePaths(Path recipe, List<String> overrides, Path models) {
        ResolvedRecipe resolved = RecipeReader.read(recipe, overrides, models);
        List<String> all = new ArrayList<>(overrides);
        resolved.recipe().pretrained().ifPresent(path -> all.add(override("pretrained", path)));
        resolved.recipe().tokenizer().ifPresent(path -> all.add(override("tokenizer", path)));
        resolved.recipe().teacher().ifPresent(teacher -> {
            all.add(override("loss.distill.teacher", teacher.model()));
            teacher.features().ifPresent(path -> all.add(override("loss.distill.features", path)));
        });
        return all.size() == overrides.size() ? resolved : RecipeReader.read(recipe, all, models);
    }

    private static String override(String key, Path path) {
        return key + "=" + ConfigFile.quoted(path.toAbsolutePath().normalize().toString());
    }

    /** The recipe with every value as it takes effect. */
    public ResolvedRecipe recipe() {
        return recipe;
    }

    /**
     * Trains to the recipe's last step, or until {@code stop} says so; either way the last whole step is in the checkpoint.
     *
     * @param matmulRate floating-point operations a second that the engine reaches in a large matrix product, or
     *     {@link #UNMEASURED}
     * @param listeners each told of everything, in their order
     * @return the trained model
     */
    public ClipModel train(Engine engine, double matmulRate, List<TrainingListener> listeners, BooleanSupplier stop)
            throws IOException, InterruptedException {
        return train(engine, matmulRate, listeners, stop, Ranks.one());
    }

    /** As above, as one of several ranks, of which the first writes the folder that all read. */
    public ClipModel train(
            Engine engine, double matmulRate, List<TrainingListener> listeners, BooleanSupplier stop, Ranks ranks)
            throws IOException, InterruptedException {
        boolean wasThere = folder.hasRecipe() || !ranks.first();
        if (!resume && ranks.first()) {
            folder.write(recipe); // so that a run that is killed while it reads its data is one to resume
        }
        Recipe values = recipe.recipe();
        notes.note("reading " + values.data().train() + " ...");
        try (Samples samples =
                SampleSources.open(values.data().train(), values.data().source(), notes)) {
            notes.opened(samples);
            Trainer trainer =
                    new Trainer(values, folder.path(), samples, tokenizer(samples), engine, matmulRate, ranks);
            List<TrainingListener> all = new ArrayList<>();
            if (ranks.first()) {
                all.add(new Start());
            }
            all.addAll(listeners);
            return trainer.train(resume, new TrainingListeners(all), stop);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!wasThere && !begun) {
                folder.delete();
            }
            throw e;
        }
    }

    private Tokenizer tokenizer(Samples samples) throws IOException {
        if (resume) {
            return Checkpoint.open(folder.path()).tokenizer();
        }
        Recipe values = recipe.recipe();
        if (values.pretrained().isPresent()) {
            Checkpoint start = Checkpoint.open(values.pretrained().get());
            if (values.tokenizer().isEmpty()) {
                start.folder().note().ifPresent(notes::note);
            }
            return start.tokenizer(values.tokenizer().orElse(null));
        }
        if (values.tokenizer().isPresent()) {
            return Tokenizers.open(values.tokenizer().get());
        }
        if (values.teacher().isPresent()) {
            return Checkpoint.open(values.teacher().get().model()).tokenizer();
        }
        return new BpeTokenizer(new BpeTrainer(values.model().text().vocabSize()).train(samples.captions()));
    }

    /** Once nothing is left that could be refused, the folder says what the run is. */
    private final class Start implements TrainingListener {
        @Override
        public void started(RunFacts facts) {
            begun = true;
            folder.write(recipe);
        }
    }
}
