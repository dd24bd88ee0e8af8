package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.adapt.AdapterFiles;
import dev.diptych.contrastive.adapt.HeadFile;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.WeightAverage;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The self-describing folder of a trained model: {@code open_clip_config.json}, {@code open_clip_model.safetensors},
 * {@code tokenizer.json}, {@code ema.safetensors} where an average of the weights is kept, {@code simclr.safetensors} where there is a projection head, and for resuming {@code optimizer.safetensors}, {@code training.json}, {@code samples.jsonl}
 * and {@code SHA256SUMS}.
 */
public final class Checkpoint {
    public static final String FOLDER = CheckpointFolder.CURRENT;

    static final String OPTIMIZER = "optimizer.safetensors";

    private final ModelFolder folder;

    private Checkpoint(ModelFolder folder) {
        this.folder = folder;
    }

    /**
     * Whether {@code run} holds a checkpoint.
     *
     * @throws dev.diptych.file.LinkException if a link stands where it would be
     */
    public static boolean exists(Path run) {
        return new CheckpointFolder(run).exists();
    }

    /**
     * Opens a run's checkpoint to go on from it, once each of its files is found to be what was written.
     *
     * @throws CheckpointException that names what is missing or changed
     */
    public static Checkpoint verified(Path run) {
        CheckpointFolder found = new CheckpointFolder(run);
        if (!found.exists()) {
            throw new CheckpointException(
                    "resume failed: " + run + ": no checkpoint, expected the folder of a run that was started");
        }
        Path folder = found.current();
        Checksums.check(folder);
        return new Checkpoint(ModelFolder.open(folder));
    }

    /**
     * What a run that is lost goes back to: the newest of its good checkpoints of an earlier step than {@code before}, or where
     * there is none the newest that is good.
     */
    public static Optional<Checkpoint> lastGood(Path run, long before) throws IOException {
        CheckpointFolder found = new CheckpointFolder(run);
        List<Path> good = new ArrayList<>();
        if (found.exists()) {
            good.add(found.current());
        }
        good.addAll(new KeptCheckpoints(run).newestFirst());
        good.removeIf(folder -> !TrainingStateFiles.isGood(folder) || !Checksums.hold(folder));
        return good.stream()
                .filter(folder -> TrainingStateFiles.read(folder).step() < before)
                .findFirst()
                .or(() -> good.stream().findFirst())
                .map(folder -> new Checkpoint(ModelFolder.open(folder)));
    }

    /**
     * Opens the checkpoint of a run, a checkpoint folder itself, or the folder of a model of open_clip or Hugging Face, or one
     * file of weights in any of these.
     *
     * @throws dev.diptych.export.description.ModelFolderException if there is none or its description cannot be read
     */
    public static Checkpoint open(Path path) {
        for (Path candidate : List.of(path, path.resolve(FOLDER), path.resolve(CheckpointFolder.OLD))) {
            if (ModelFolder.isOne(candidate)) {
                return new Checkpoint(ModelFolder.open(candidate));
            }
        }
        return new Checkpoint(ModelFolder.open(path));
    }

    public ModelConfig config() {
        return folder.description().config();
    }

    public Preprocessing preprocessing() {
        return folder.description().preprocessing();
    }

    /** The model's folder, from which it can be converted. */
    public ModelFolder folder() {
        return folder;
    }

    /** The tokenizer that the model was trained with. */
    public Tokenizer tokenizer() {
        return folder.tokenizer(null);
    }

    /** As {@link ModelFolder#tokenizer}. */
    public Tokenizer tokenizer(@Nullable Path given) {
        return folder.tokenizer(given);
    }

    /** The model with its trained weights, on {@code engine}, which is not trained on; its programs compute in {@code precision}. */
    public ClipModel load(Engine engine, Precision precision) {
        return load(engine, precision, name -> true);
    }

    /** As {@link #load(Engine, Precision)}, with some of the weights: who uses others reads them by {@link #restore(ClipModel, Predicate)} before. */
    public ClipModel load(Engine engine, Precision precision, Predicate<String> wanted) {
        ModelDescription description = folder.description();
        ClipModel model =
                ClipModel.untrained(description.config(), LossKind.of(description.family()), precision, engine);
        restore(model, wanted);
        return model;
    }

    /**
     * Writes the weights, with what adapters have added to them, into a model of the same configuration, one at a time; positions are interpolated where its image size or
     * context length is another.
     */
    public void restore(ClipModel model) {
        restore(model, name -> true);
    }

    /** As {@link #restore(ClipModel)}, the weights of the names that are {@code wanted}; no others are read. */
    public void restore(ClipModel model, Predicate<String> wanted) {
        folder.read(
                model.config(),
                model.loss().family(),
                values -> model.values().tensors().entrySet().stream()
                        .filter(entry -> wanted.test(entry.getKey()) && !model.isForTraining(entry.getKey()))
                        .forEach(entry -> model.engine().write(entry.getValue(), values.of(entry.getKey()))));
    }

    /**
     * Writes what training needs beside the weights back, of a model that may see images of another size: the optimiser's state, adapters with the weights beside them, and a projection head.
     *
     * @throws CheckpointException if this checkpoint was written without it, or of another model, or where other
     *     parameters were trained
     */
    public void resume(ClipModel model, Optimizer optimizer) {
        boolean resized = !model.config().equals(config());
        if (resized
                && !model.config()
                        .equals(config().withImageSize(model.config().vision().imageSize()))) {
            throw new CheckpointException("checkpoint failed: " + folder.folder() + ": its model is " + config()
                    + ", expected " + model.config());
        }
        Moments.read(folder.folder().resolve(OPTIMIZER), model, optimizer, resized);
        AdapterFiles.read(folder.folder(), model);
        HeadFile.read(folder.folder(), model);
        optimizer.restore(state().updates());
    }

    /**
     * Writes the weights' average back; says whether there was one. Where not, it is for the caller to start.
     */
    public boolean resume(ClipModel model, WeightAverage average) {
        return AverageFile.read(folder.folder(), model, average);
    }

    /** The same model with the average of its weights, if one was kept and this is not it. */
    public Optional<Checkpoint> average() {
        Path file = folder.folder().resolve(AverageFile.NAME);
        return Files.exists(file) && !file.equals(folder.weights())
                ? Optional.of(new Checkpoint(ModelFolder.open(file)))
                : Optional.empty();
    }

    /**
     * Says how samples are others than those that the run was trained on, naming the first; empty if they are the same.
     *
     * @throws CheckpointException if that cannot be told
     */
    public String difference(Samples samples) {
        return SampleList.difference(folder.folder(), samples);
    }

    /**
     * What tells a checkpoint that was {@linkplain #verified found whole} from every other, for messages too.
     *
     * @throws CheckpointException if its checksums cannot be read
     */
    public String identity() {
        return "step " + state().step() + ", SHA-256 "
                + Checksums.ofAll(folder.folder()).substring(0, 32);
    }

    /**
     * Where the run stood when this was written.
     *
     * @throws CheckpointException if that cannot be read
     */
    public TrainingState state() {
        return TrainingStateFiles.read(folder.folder());
    }
}
