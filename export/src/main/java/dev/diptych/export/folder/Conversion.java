package dev.diptych.export.folder;

import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a model is to be written into a folder of its own.
 *
 * @param type F32, F16 or BF16
 * @param maxShardSize bytes of tensors in a file of Hugging Face's layout
 * @param imageSize another side of its images in pixels; empty to keep the model's
 */
public record Conversion(FolderFormat format, StoredType type, long maxShardSize, OptionalInt imageSize) {
    /**
     * Writes {@code output} whole or not at all: under another name beside it first, then renamed.
     *
     * @param tokenizer null to leave it out
     * @param output a folder that is not there, or an empty one
     * @throws ModelFolderException if the format cannot express the model
     */
    public void run(ModelWeights model, @Nullable Tokenizer tokenizer, Path output) throws IOException {
        ModelDescription own = model.description();
        ModelDescription description = imageSize.isPresent() ? own.withImageSize(imageSize.getAsInt()) : own;
        ModelFolderWriter writer = new ModelFolderWriter(description, tokenizer, type, maxShardSize);
        model.writeTo(output, description, (folder, values) -> writer.write(folder, format, values));
    }
}
