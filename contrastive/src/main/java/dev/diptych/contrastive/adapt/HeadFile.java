package dev.diptych.contrastive.adapt;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.export.safetensors.SafetensorsWriter;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.WeightAverage;
import dev.diptych.nn.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code simclr.safetensors}: the projection head, and its average where one is kept. No model has it: it serves training alone. */
public final class HeadFile {
    public static final String NAME = "simclr.safetensors";

    private static final String AVERAGED = "ema.";

    private HeadFile() {}

    /**
     * Writes it, if the model has a head.
     *
     * @param weights the model's tensors, the head's among them
     * @param averages of what is trained of them, where they are kept
     */
    public static void write(Path folder, ClipModel model, TensorValues weights, Optional<TensorValues> averages)
            throws IOException {
        List<TensorInfo> tensors = new ArrayList<>();
        head(model.values()).forEach((name, tensor) -> {
            tensors.add(SideTensors.info(name, tensor.shape()));
            averages.ifPresent(kept -> tensors.add(SideTensors.info(AVERAGED + name, tensor.shape())));
        });
        if (!tensors.isEmpty()) {
            SafetensorsWriter.write(
                    folder.resolve(NAME),
                    tensors,
                    Map.of(),
                    name -> name.startsWith(AVERAGED)
                            ? averages.orElse(weights).of(name.substring(AVERAGED.length()))
                            : weights.of(name));
        }
    }

    /** Writes the head back into a model that has one. */
    public static void read(Path folder, ClipModel model) {
        side(folder).read(model, head(model.values()));
    }

    /** Writes the average of the head back, where a model has one. */
    public static void readAverage(Path folder, ClipModel model, WeightAverage average) {
        Map<String, Tensor> wanted = new LinkedHashMap<>();
        head(average.values()).forEach((name, tensor) -> wanted.put(AVERAGED + name, tensor));
        side(folder).read(model, wanted);
    }

    private static SideTensors side(Path folder) {
        return new SideTensors(
                folder.resolve(NAME), "a projection head", "leave the recipe's loss.simclr and train.ema as they were");
    }

    private static Map<String, Tensor> head(Parameters.Block block) {
        Map<String, Tensor> head = new LinkedHashMap<>();
        block.tensors().forEach((name, tensor) -> {
            if (name.startsWith(ProjectionHead.PREFIX)) {
                head.put(name, tensor);
            }
        });
        return head;
    }
}
