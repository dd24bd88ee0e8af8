package dev.diptych.contrastive.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.LossKind;
import dev.diptych.contrastive.model.ModelConfig;
import dev.diptych.contrastive.model.ModelConfigJson;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.AdamW;
import dev.diptych.nn.program.Precision;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.BpeVocabulary;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerJsonReader;
import dev.diptych.text.tokenizer.TokenizerJsonWriter;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final String CONFIG = "open_clip_config.json";
    private static final String WEIGHTS = "open_clip_model.safetensors";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String TRAINING = "training.json";
    private static final Set<String> SCALARS = Set.of("logit_scale", "logit_bias");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final ModelConfig config;
    private final LossKind loss;
    private final Preprocessing preprocessing;
    private final BpeVocabulary vocabulary;

    private Checkpoint(
            Path folder, ModelConfig config, LossKind loss, Preprocessing preprocessing, BpeVocabulary vocabulary) {
        this.folder = folder;
        this.config = config;
        this.loss = loss;
        this.preprocessing = preprocessing;
        this.vocabulary = vocabulary;
    }

    /** Whether {@code run} holds a checkpoint. */
    public static boolean exists(Path run) {
        return Files.isDirectory(run.resolve(FOLDER)) || Files.isDirectory(run.resolve(OLD));
    }

    /**
     * Opens the checkpoint of a run, or a checkpoint folder itself.
     *
     * @throws CheckpointException if there is none or its description cannot be read
     */
    public static Checkpoint open(Path path) {
        Path folder = locate(path);
        JsonNode json = json(folder.resolve(CONFIG));
        ModelConfig config = ModelConfigJson.read(folder.resolve(CONFIG).toString(), json.path("model_cfg"));
        LossKind loss =
                json.path("diptych").path("loss").asText("clip").equals("siglip") ? LossKind.SIGLIP : LossKind.CLIP;
        try {
            BpeVocabulary vocabulary = TokenizerJsonReader.read(folder.resolve(TOKENIZER));
            Preprocessing preprocessing = PreprocessJson.read(
                    folder.resolve(CONFIG).toString(),
                    json.path("preprocess_cfg"),
                    config.vision().imageSize());
            return new Checkpoint(folder, config, loss, preprocessing, vocabulary);
        } catch (NoSuchFileException e) {
            throw new CheckpointException(
                    "checkpoint failed: " + folder.resolve(TOKENIZER) + ": no such file, expected a tokenizer", e);
        } catch (TokenizerException e) {
            throw new CheckpointException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CheckpointException(
                    "checkpoint failed: " + folder + ": " + e.getMessage() + ", expected a readable checkpoint", e);
        }
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
            BpeVocabulary vocabulary,
            @Nullable AdamW optimizer,
            TrainingState state)
            throws IOException {
        Path fresh = run.resolve(NEW);
        delete(fresh);
        Files.createDirectories(fresh);
        ObjectNode config = JSON.createObjectNode();
        config.set("model_cfg", ModelConfigJson.write(model.config()));
        config.set("preprocess_cfg", PreprocessJson.write(preprocessing));
        config.putObject("diptych").put("loss", model.loss() == LossKind.SIGLIP ? "siglip" : "clip");
        writeJson(fresh.resolve(CONFIG), config);
        SafetensorsWriter.write(
                fresh.resolve(WEIGHTS), tensors("", model.engine(), model.values()), Map.of("format", "pt"));
        TokenizerJsonWriter.write(vocabulary, fresh.resolve(TOKENIZER));
        if (optimizer != null) {
            List<NamedTensor> moments = new ArrayList<>(tensors("exp_avg.", model.engine(), optimizer.moment1()));
            moments.addAll(tensors("exp_avg_sq.", model.engine(), optimizer.moment2()));
            SafetensorsWriter.write(fresh.resolve(OPTIMIZER), moments, Map.of());
        }
        writeJson(
                fresh.resolve(TRAINING),
                JSON.createObjectNode()
                        .put("step", state.step())
                        .put("seed", state.seed())
                        .put("seconds", state.seconds()));
        Path current = run.resolve(FOLDER);
        delete(run.resolve(OLD));
        if (Files.exists(current)) {
            Files.move(current, run.resolve(OLD));
        }
        Files.move(fresh, current);
        delete(run.resolve(OLD));
    }

    public ModelConfig config() {
        return config;
    }

    public Preprocessing preprocessing() {
        return preprocessing;
    }

    public BpeVocabulary vocabulary() {
        return vocabulary;
    }

    public BpeTokenizer tokenizer() {
        return new BpeTokenizer(vocabulary);
    }

    /** The model with its trained weights, on {@code engine}; its programs compute in {@code precision}. */
    public ClipModel load(Engine engine, Precision precision) {
        ClipModel model = new ClipModel(config, loss, precision, engine);
        restore(model);
        return model;
    }

    /** Writes this checkpoint's weights into a model of the same configuration. */
    public void restore(ClipModel model) {
        if (!model.config().equals(config)) {
            throw new CheckpointException(
                    "checkpoint failed: " + folder + ": its model is " + config + ", expected " + model.config());
        }
        Path file = folder.resolve(WEIGHTS);
        restore(file, "", SafetensorsReader.read(file), model.engine(), model.values());
    }

    /**
     * Writes the optimiser's state back and tells where the run stood.
     *
     * @throws CheckpointException if this checkpoint was written without it
     */
    public TrainingState resume(ClipModel model, AdamW optimizer) {
        Path file = folder.resolve(OPTIMIZER);
        Map<String, NamedTensor> moments = SafetensorsReader.read(file);
        restore(file, "exp_avg.", moments, model.engine(), optimizer.moment1());
        restore(file, "exp_avg_sq.", moments, model.engine(), optimizer.moment2());
        TrainingState state = state();
        optimizer.restore(state.step());
        return state;
    }

    /** Where the run stood when this was written. */
    public TrainingState state() {
        JsonNode json = json(folder.resolve(TRAINING));
        return new TrainingState(
                json.path("step").asLong(),
                json.path("seed").asLong(),
                json.path("seconds").asDouble());
    }

    private static void restore(
            Path file, String prefix, Map<String, NamedTensor> stored, Engine engine, Parameters.Block block) {
        for (Map.Entry<String, Tensor> entry : block.tensors().entrySet()) {
            NamedTensor tensor = stored.get(prefix + entry.getKey());
            long expected = entry.getValue().shape().elements();
            if (tensor == null || tensor.values().length != expected) {
                throw new CheckpointException("checkpoint failed: " + file + ": " + prefix + entry.getKey() + ": "
                        + (tensor == null ? "missing" : tensor.values().length + " values") + ", expected "
                        + entry.getValue().shape());
            }
            engine.write(entry.getValue(), tensor.values());
        }
    }

    private static List<NamedTensor> tensors(String prefix, Engine engine, Parameters.Block block) {
        List<NamedTensor> tensors = new ArrayList<>();
        block.tensors().forEach((name, tensor) -> {
            float[] values = new float[Math.toIntExact(tensor.shape().elements())];
            engine.read(tensor, values);
            int[] shape = SCALARS.contains(name) ? new int[0] : tensor.shape().toArray();
            tensors.add(new NamedTensor(prefix + name, shape, values));
        });
        return tensors;
    }

    private static Path locate(Path path) {
        for (Path candidate : List.of(path, path.resolve(FOLDER), path.resolve(OLD))) {
            if (Files.exists(candidate.resolve(CONFIG))) {
                return candidate;
            }
        }
        throw new CheckpointException("checkpoint failed: " + path + ": no " + FOLDER + "/" + CONFIG
                + ", expected a run that diptych train wrote, or its checkpoint folder");
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
        Files.writeString(file, json.toPrettyString() + "\n");
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
