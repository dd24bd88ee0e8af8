package dev.diptych.export.folder;

import dev.diptych.config.json.JsonDocument;
import dev.diptych.export.description.Architecture;
import dev.diptych.export.description.Differences;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.description.TokenizerRule;
import dev.diptych.export.huggingface.HuggingFaceConfig;
import dev.diptych.export.huggingface.ImageProcessorJson;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.openclip.OpenClipConfig;
import dev.diptych.export.safetensors.FiniteTensors;
import dev.diptych.export.safetensors.Pickle;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.export.tensor.DeclaredTensors;
import dev.diptych.export.tensor.ResizedPositions;
import dev.diptych.export.tensor.Slot;
import dev.diptych.export.tensor.TensorMapping;
import dev.diptych.file.Trouble;
import dev.diptych.text.TokenizerSpec;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.huggingface.TokenizerOptions;
import dev.diptych.text.huggingface.Tokenizers;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A folder of both kinds has Hugging Face's tensors in model.safetensors and open_clip's in open_clip_model.safetensors;
 * newer folders of open_clip alone have theirs in model.safetensors. The names of the tensors tell.
 */
/** A model in a folder of open_clip or of Hugging Face. */
public final class ModelFolder implements ModelWeights {
    private static final String TOKENIZER_OPTION =
            "give one beside it: a tokenizer.json, its folder, or CLIP's bpe_simple_vocab_16e6.txt.gz";

    private final Path folder;
    private final ModelDescription description;
    private final TokenizerRule tokenizer;
    private final TensorLayout layout;
    private final Path weights;

    private ModelFolder(
            Path folder, ModelDescription description, TokenizerRule tokenizer, TensorLayout layout, Path weights) {
        this.folder = folder;
        this.description = description;
        this.tokenizer = tokenizer;
        this.layout = layout;
        this.weights = weights;
    }

    /** Whether a folder describes a model in a way that can be read. */
    public static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(OpenClipConfig.FILE))
                || Files.exists(folder.resolve(HuggingFaceConfig.FILE));
    }

    /**
     * Reads what a folder says of its model; the tensors stay in their files.
     *
     * @param path the folder, or that of a model of sentence-transformers whose first module it is, or one of the files of weights
     *     in a folder, to read those
     * @throws ModelFolderException if it holds no model, or one that is not supported
     * @throws dev.diptych.export.safetensors.SafetensorsException if its tensors cannot be read
     */
    public static ModelFolder open(Path path) {
        boolean isFile = path.toString().endsWith(WeightFile.SUFFIX) && Files.isRegularFile(path);
        Path folder = isFile ? parent(path) : SentenceTransformers.model(path);
        if (!Files.isDirectory(folder)) {
            if (Pickle.isNamed(folder) && Files.exists(folder)) {
                throw WeightFile.refusal(folder);
            }
            throw new ModelFolderException(
                    folder, (Files.exists(folder) ? "a file" : "no such folder") + ", expected the folder of a model");
        }
        boolean openClip = Files.exists(folder.resolve(OpenClipConfig.FILE));
        boolean huggingFace = Files.exists(folder.resolve(HuggingFaceConfig.FILE));
        if (!openClip && !huggingFace) {
            throw new ModelFolderException(
                    folder,
                    "neither " + OpenClipConfig.FILE + " nor " + HuggingFaceConfig.FILE
                            + ", expected the folder of a model, or of a run that diptych train wrote");
        }
        Path weights = isFile ? path : openClip ? WeightFile.ofOpenClip(folder) : WeightFile.ofHuggingFace(folder);
        try (TensorReader reader = TensorReader.open(weights)) {
            if (TensorLayout.isHuggingFace(reader)) {
                return huggingFace(folder, weights);
            }
            if (openClip) {
                return openClip(folder, weights, reader);
            }
        }
        throw new ModelFolderException(
                weights, "tensors of open_clip's names, expected Hugging Face's or " + OpenClipConfig.FILE);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static ModelFolder openClip(Path folder, Path weights, TensorReader reader) {
        Path file = folder.resolve(OpenClipConfig.FILE);
        JsonDocument json = JsonFile.read(file);
        return new ModelFolder(
                folder,
                OpenClipConfig.read(json, reader.tensors().keySet()),
                OpenClipConfig.tokenizer(json),
                TensorLayout.OPEN_CLIP,
                weights);
    }

    private static ModelFolder huggingFace(Path folder, Path weights) {
        HuggingFaceConfig config = HuggingFaceConfig.read(folder.resolve(HuggingFaceConfig.FILE));
        ModelConfig model = config.model();
        Preprocessing preprocessing =
                ImageProcessorJson.read(folder, model.vision().imageSize(), config.isSiglip());
        return new ModelFolder(
                folder,
                new ModelDescription(model, config.family(), preprocessing),
                config.tokenizer(),
                TensorLayout.huggingFace(config.isSiglip()),
                weights);
    }

    public Path folder() {
        return folder;
    }

    /** The file of its weights, or the index of their files. */
    public Path weights() {
        return weights;
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    /** Returns how the model's tensors lie in its files, as its description asks for them. */
    public TensorMapping mapping(TensorReader reader) {
        return layout.map(
                DeclaredTensors.of(description.config(), description.family()),
                reader.tensors().keySet());
    }

    /** Whether its files are of Hugging Face's layout. */
    public boolean isHuggingFace() {
        return layout != TensorLayout.OPEN_CLIP;
    }

    /**
     * Opens the model's tokenizer, or one that is given in its place, and checks that it is the model's.
     *
     * @param given a file or folder, as {@link Tokenizers#open(Path)} takes it; null for the folder's own
     * @throws ModelFolderException if there is none or it does not fit
     */
    public Tokenizer tokenizer(@Nullable Path given) {
        Path source = given == null ? folder : given;
        try {
            Tokenizer found = Tokenizers.open(source, options());
            tokenizer.check(source, found, description.config().text().vocabSize());
            return found;
        } catch (TokenizerException e) {
            if (given == null && e.reason() == TokenizerException.Reason.MISSING) {
                throw new ModelFolderException(folder, "no tokenizer, expected one; " + TOKENIZER_OPTION, e);
            }
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new ModelFolderException(source, Trouble.said(e) + ", expected a tokenizer", e);
        }
    }

    /** What the model's configuration says of its tokenizer's cleaning. */
    private TokenizerOptions options() {
        TokenizerSpec spec = description.config().text().tokenizer();
        return new TokenizerOptions(
                spec.clean().flatMap(Cleaning::of), spec.stripSeparator() ? Optional.of(true) : Optional.empty());
    }

    /**
     * What its user should know of its tokenizer, if anything: SigLIP 2 was trained on lower case, and the tokenizer that
     * transformers 4 wrote for it, Gemma's, keeps case.
     */
    public Optional<String> note() throws IOException {
        TokenizerConfig settings = TokenizerConfig.read(folder);
        boolean gemma =
                layout == TensorLayout.HUGGING_FACE_SIGLIP && settings.kind().startsWith("Gemma");
        return gemma && settings.cleaning().isEmpty()
                ? Optional.of(folder + ": SigLIP 2 with a " + settings.kind()
                        + ", which keeps case as transformers 4 does, while the"
                        + " model was trained on lower case; \"clean\": \"lower\" in " + TokenizerConfig.FILE
                        + " lower-cases captions as transformers 5 does")
                : Optional.empty();
    }

    /** Whether the model says which tokenizer it was trained with, so that {@link #tokenizer} accepts no other. */
    public boolean knowsTokenizer() {
        return tokenizer.hash().isPresent();
    }

    /** Whether there is a tokenizer in the folder. */
    public boolean hasTokenizer() {
        return Files.exists(folder.resolve("tokenizer.json")) || Files.exists(folder.resolve("vocab.json"));
    }

    @Override
    public void read(ModelConfig config, ModelFamily family, Consumer<TensorValues> use) {
        requireAlike(config, family);
        List<Slot> stored = DeclaredTensors.of(description.config(), family);
        List<Slot> wanted = DeclaredTensors.of(config, family);
        try (TensorReader reader = TensorReader.open(weights)) {
            TensorMapping mapping = layout.map(stored, reader.tensors().keySet());
            mapping.check(reader);
            FiniteTensors values = new FiniteTensors(reader);
            use.accept(new ResizedPositions(mapping.toOurs(values), stored, wanted));
            values.check();
        }
    }

    /** Image size and context length may differ, and what training alone reads. */
    private void requireAlike(ModelConfig other, ModelFamily family) {
        String differences = Differences.of(Architecture.of(description.config()), Architecture.of(other));
        if (!differences.isEmpty()) {
            throw new ModelFolderException(folder, "another model: " + differences);
        }
        if (family != description.family()) {
            throw new ModelFolderException(
                    folder, "its loss is " + description.family() + ", expected " + family + " as the model's");
        }
    }
}
