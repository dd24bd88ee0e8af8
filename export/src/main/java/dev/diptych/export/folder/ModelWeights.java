package dev.diptych.export.folder;

import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.file.WholeFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A model whose tensors can be read. */
public sealed interface ModelWeights permits ModelFolder, ModelAverage {
    ModelDescription description();

    /**
     * Hands out the tensors under our names, as a model of {@code config} has them; positions are interpolated to its image size
     * and context length.
     *
     * @throws dev.diptych.export.description.ModelFolderException if it differs in anything else
     * @throws dev.diptych.export.safetensors.SafetensorsException if one that was handed out is not finite
     */
    void read(ModelConfig config, ModelFamily family, Consumer<TensorValues> use);

    /**
     * Writes a folder of this model's tensors whole or not at all: under another name beside it first, then renamed.
     *
     * @param output a folder that is not there, or an empty one
     * @param model as {@link #read} wants it described
     */
    default void writeTo(Path output, ModelDescription model, Contents contents) throws IOException {
        try (WholeFolder whole = WholeFolder.begin(output)) {
            read(model.config(), model.family(), values -> {
                try {
                    contents.write(whole.partial(), values);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            whole.commit();
        } catch (UncheckedIOException e) {
            throw e.getCause() == null ? new IOException(e) : e.getCause();
        }
    }

    /** What writes a folder's files. */
    @FunctionalInterface
    interface Contents {
        void write(Path folder, TensorValues values) throws IOException;
    }
}
