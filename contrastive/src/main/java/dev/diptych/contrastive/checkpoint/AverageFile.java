package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.adapt.AdapterFiles;
import dev.diptych.contrastive.adapt.HeadFile;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.optim.WeightAverage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * {@code ema.safetensors}: all tensors of the model, those that are trained as their moving average has them. With the files
 * beside it it is a model like any other.
 */
final class AverageFile {
    static final String NAME = "ema.safetensors";

    private AverageFile() {}

    /**
     * What it holds.
     *
     * @param averaged the names that averages are of
     */
    static TensorValues values(Set<String> averaged, TensorValues averages, TensorValues weights) {
        return name -> averaged.contains(name) ? averages.of(name) : weights.of(name);
    }

    /** Reads what is trained back, if the file is there; says whether it was. */
    static boolean read(Path folder, ClipModel model, WeightAverage average) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return false;
        }
        ModelFolder.open(file)
                .read(
                        model.config(),
                        model.loss().family(),
                        values -> average.values().tensors().entrySet().stream()
                                .filter(entry -> !model.isForTraining(entry.getKey()))
                                .forEach(entry -> model.engine().write(entry.getValue(), values.of(entry.getKey()))));
        AdapterFiles.readAverage(folder, model, average);
        HeadFile.readAverage(folder, model, average);
        return true;
    }
}
