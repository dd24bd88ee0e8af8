package dev.diptych.contrastive.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ModelConfig;
import dev.diptych.contrastive.pretrained.FlatFolder;
import dev.diptych.contrastive.pretrained.FolderFormat;
import dev.diptych.contrastive.pretrained.ModelDescription;
import dev.diptych.contrastive.pretrained.ModelFolder;
import dev.diptych.contrastive.pretrained.ModelFolderWriter;
import dev.diptych.contrastive.safetensors.ShardWriter;
import dev.diptych.contrastive.safetensors.StoredType;
import dev.diptych.file.WholeFile;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.optim.AdamW;
import dev.diptych.nn.program.Precision;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A checkpoint folder is written whole beside the old one, then takes its place by two renames. Between the two, the
 * old one stands under "checkpoint.old", where reading looks if "checkpoint" is not there.
 */
/**
 * The self-describing folder of a trained model: {@code open_clip_config.json}, {@code open_clip_model.safetensors},
 * {@code tokenizer.json}, and for resuming {@code optimizer.safetensors} and {@code training.json}.
 */
public final class Checkpoint {
    public static final String FOLDER = "checkpoint";

    private static final String OLD = FOLDER + ".old";
    private static final String NEW = FOLDER + ".new";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String TRAINING = "training.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelFolder folder;

    private Checkpoint(ModelFolder folder) {
        this.folder = folder;
    }

    /** Whether {@code run} holds a checkpoint. */
    public static boolean exists(Path run) {
        return Files.isDirectory(run.resolve(FOLDER)) || Files.isDirectory(run.resolve(OLD));
    }

    /**
     * Opens the checkpoint of a run, a checkpoint folder itself, or the folder of a model of open_clip or Hugging Face.
     *
     * @throws dev.diptych.contrastive.pretrained.ModelFolderException if there is none or its description cannot be read
     */
    public static Checkpoint open(Path path) {
        for (Path candidate : List.of(path, path.resolve(FOLDER), path.resolve(OLD))) {
            if (ModelFolder.isOne(candidate)) {
                return new Checkpoint(ModelFolder.open(candidate));
            }
        }
        return new Checkpoint(ModelFolder.open(path));
    }

    /**
     * Writes a run's checkpoint in place of the one before.
     *
     * @param optimizer whose moments make it resumable; null to leave them out
     */
    public static void write(
            Path run,
            ClipModel model,
            Preprocessing preprocessing,
            Tokenizer tokenizer,
            @Nullable AdamW optimizer,
            TrainingState state)
            throws IOException {
        Path fresh = run.resolve(NEW);
        FlatFolder.delete(fresh);
        Files.createDirectories(fresh);
        ModelDescription description = new ModelDescription(model.config(), model.loss(), preprocessing);
        new ModelFolderWriter(description, tokenizer, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(fresh, FolderFormat.OPEN_CLIP, new EngineTensors(model.engine(), "", model.values())::of);
        if (optimizer != null) {
            Moments.write(fresh.resolve(OPTIMIZER), model.engine(), optimizer);
        }
        writeJson(
                fresh.resolve(TRAINING),
                JSON.createObjectNode()
                        .put("step", state.step())
                        .put("seed", state.seed())
                        .put("seconds", state.seconds()));
        Path current = run.resolve(FOLDER);
        FlatFolder.delete(run.resolve(OLD));
        if (Files.exists(current)) {
            Files.move(current, run.resolve(OLD));
        }
        Files.move(fresh, current);
        FlatFolder.delete(run.resolve(OLD));
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

    /** The model with its trained weights, on {@code engine}; its programs compute in {@code precision}. */
    public ClipModel load(Engine engine, Precision precision) {
        ModelDescription description = folder.description();
        ClipModel model = new ClipModel(description.config(), description.loss(), precision, engine);
        restore(model);
        return model;
    }

    /**
     * Writes the weights into a model of the same configuration; positions are interpolated where its image size or
     * context length is another.
     */
    public void restore(ClipModel model) {
        folder.restore(model);
    }

    /**
     * Writes the optimiser's state back and tells where the run stood.
     *
     * @throws CheckpointException if this checkpoint was written without it, or of another model
     */
    public TrainingState resume(ClipModel model, AdamW optimizer) {
        if (!model.config().equals(config())) {
            throw new CheckpointException("checkpoint failed: " + folder.folder() + ": its model is " + config()
                    + ", expected " + model.config());
        }
        Moments.read(folder.folder().resolve(OPTIMIZER), model.engine(), optimizer);
        TrainingState state = state();
        optimizer.restore(state.step());
        return state;
    }

    /** Where the run stood when this was written. */
    public TrainingState state() {
        JsonNode json = json(folder.folder().resolve(TRAINING));
        return new TrainingState(
                json.path("step").asLong(),
                json.path("seed").asLong(),
                json.path("seconds").asDouble());
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new CheckpointException("checkpoint failed: " + file + ": no such file, expected JSON", e);
        } catch (IOException e) {
            throw new CheckpointException(
                    "checkpoint failed: " + file + ": no JSON, expected a description of the checkpoint", e);
        }
    }

    private static void writeJson(Path file, JsonNode json) throws IOException {
        WholeFile.write(file, (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
