package dev.diptych.export.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.huggingface.HuggingFaceConfig;
import dev.diptych.export.huggingface.HuggingFaceConfigWriter;
import dev.diptych.export.huggingface.ImageProcessorJson;
import dev.diptych.export.openclip.OpenClipConfig;
import dev.diptych.export.safetensors.SafetensorsWriter;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.export.tensor.DeclaredTensors;
import dev.diptych.export.tensor.TensorMapping;
import dev.diptych.text.huggingface.HuggingFaceFolder;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a model into a folder of open_clip or of Hugging Face. */
public final class ModelFolderWriter {
    private static final Map<String, String> METADATA = Map.of("format", "pt"); // transformers asks for it

    private final ModelDescription model;
    private final @Nullable Tokenizer tokenizer;
    private final StoredType type;
    private final long maxShardSize;

    /**
     * @param tokenizer null to leave it out
     * @param type F32, F16 or BF16
     * @param maxShardSize bytes of tensors that a file of Hugging Face's layout may hold
     */
    public ModelFolderWriter(
            ModelDescription model, @Nullable Tokenizer tokenizer, StoredType type, long maxShardSize) {
        if (!type.isFloat32()) {
            throw new IllegalArgumentException("write: tensors of " + type + ", expected F32, F16 or BF16");
        }
        this.model = model;
        this.tokenizer = tokenizer;
        this.type = type;
        this.maxShardSize = maxShardSize;
    }

    /**
     * Writes every file.
     *
     * @param folder that exists
     * @param values the model's tensors under our names
     * @throws ModelFolderException if the format cannot express the model
     */
    public void write(Path folder, FolderFormat format, TensorValues values) throws IOException {
        switch (format) {
            case OPEN_CLIP -> {
                writeOpenClip(folder, values);
                if (tokenizer != null) {
                    tokenizer.save(folder);
                }
            }
            case HUGGINGFACE -> {
                writeHuggingFace(folder, values);
                if (tokenizer != null) {
                    HuggingFaceFolder.write(tokenizer, model.config().text().contextLength(), folder);
                }
            }
        }
    }

    private void writeOpenClip(Path folder, TensorValues values) throws IOException {
        JsonFile.write(folder.resolve(OpenClipConfig.FILE), OpenClipConfig.write(model, tokenizer));
        writeWeights(folder.resolve(WeightFile.OPEN_CLIP), values);
    }

    /**
     * Writes a file of weights alone, under open_clip's names.
     *
     * @param values the model's tensors under our names
     */
    public void writeWeights(Path file, TensorValues values) throws IOException {
        TensorMapping mapping = mapping(TensorLayout.OPEN_CLIP);
        SafetensorsWriter.write(file, tensors(mapping), METADATA, mapping.toTheirs(values));
    }

    private void writeHuggingFace(Path folder, TensorValues values) throws IOException {
        ObjectNode json = HuggingFaceConfigWriter.write(model, tokenizer, type);
        HuggingFaceConfig config =
                HuggingFaceConfig.of(folder.resolve(HuggingFaceConfig.FILE).toString(), json);
        TensorMapping mapping = mapping(TensorLayout.huggingFace(config.isSiglip()));
        JsonFile.write(folder.resolve(HuggingFaceConfig.FILE), json);
        JsonFile.write(
                folder.resolve(ImageProcessorJson.FILE),
                ImageProcessorJson.write(model.preprocessing(), config.isSiglip()));
        ShardWriter.write(folder, WeightFile.STEM, tensors(mapping), METADATA, maxShardSize, mapping.toTheirs(values));
    }

    private TensorMapping mapping(TensorLayout layout) {
        return layout.map(DeclaredTensors.of(model.config(), model.family()), Set.of());
    }

    private List<TensorInfo> tensors(TensorMapping mapping) {
        return mapping.theirs().stream()
                .map(slot -> new TensorInfo(slot.name(), type, slot.shape()))
                .toList();
    }
}
