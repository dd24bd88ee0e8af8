package dev.diptych.export.folder;

import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.TensorValues;
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
}
