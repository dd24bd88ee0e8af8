package dev.diptych.export.tensor;

import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The tensors that a model has, under our names, which are open_clip's. */
public final class DeclaredTensors {
    /** Of one element here, and without axes in files. */
    private static final Set<String> SCALARS = Set.of("logit_scale", "logit_bias");

    private DeclaredTensors() {}

    public static List<Slot> of(ModelConfig config, ModelFamily family) {
        return DeclaredModel.of(config, family).parameters().entries().stream()
                .map(Parameters.Entry::tensor)
                .map(tensor -> new Slot(tensor.name(), shape(tensor)))
                .toList();
    }

    private static List<Integer> shape(Tensor tensor) {
        return SCALARS.contains(tensor.name())
                ? List.of()
                : Arrays.stream(tensor.shape().toArray()).boxed().toList();
    }
}
