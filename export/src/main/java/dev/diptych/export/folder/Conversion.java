package dev.diptych.export.folder;

import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.file.WholeFolder;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        try (WholeFolder whole = WholeFolder.begin(output)) {
            ModelFolderWriter writer = new ModelFolderWriter(description, tokenizer, type, maxShardSize);
            model.read(description.config(), description.family(), values -> write(writer, whole.partial(), values));
            whole.commit();
        } catch (UncheckedIOException e) {
            throw e.getCause() == null ? new IOException(e) : e.getCause();
        }
    }

    private void write(ModelFolderWriter writer, Path folder, TensorValues values) {
        try {
            writer.write(folder, format, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
