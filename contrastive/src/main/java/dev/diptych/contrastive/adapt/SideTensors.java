package dev.diptych.contrastive.adapt;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.safetensors.FiniteTensors;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A safetensors file of tensors that training has beside the model's.
 *
 * @param what it holds, such as {@code adapters}
 * @param hint what to do where it does not hold what was asked for
 */
record SideTensors(Path file, String what, String hint) {
    /** How a float32 tensor stands in one. */
    static TensorInfo info(String name, Shape shape) {
        return new TensorInfo(
                name, StoredType.F32, Arrays.stream(shape.toArray()).boxed().toList());
    }

    /**
     * Writes what is wanted into a model.
     *
     * @param wanted by its name in the file; nothing is read where it is nothing
     */
    void read(ClipModel model, Map<String, Tensor> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        if (!Files.exists(file)) {
            throw new ModelFolderException(file, "no such file, expected " + what + "; " + hint);
        }
        try (TensorReader reader = TensorReader.open(file)) {
            FiniteTensors values = new FiniteTensors(reader);
            wanted.forEach((name, tensor) -> {
                TensorInfo info = reader.tensors().get(name);
                if (info == null
                        || !info.shape().equals(info(name, tensor.shape()).shape())) {
                    throw new ModelFolderException(
                            file,
                            name + ": " + (info == null ? "missing" : "shape " + info.shape()) + ", expected "
                                    + tensor.shape() + "; " + hint);
                }
                model.engine().write(tensor, values.of(name));
            });
            values.check();
        }
    }
}
