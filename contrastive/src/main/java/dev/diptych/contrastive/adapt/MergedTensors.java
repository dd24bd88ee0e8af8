package dev.diptych.contrastive.adapt;

import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.adapter.Adapter;
import java.util.Map;

/**
 * A model's tensors with what its adapters add, so that it computes the same without them.
 *
 * @param own as the model has them, the adapters' among them
 * @param adapters by the name of the weights beside them
 */
public record MergedTensors(TensorValues own, Map<String, Adapter> adapters) implements TensorValues {
    @Override
    public float[] of(String name) {
        Adapter adapter = adapters.get(name);
        float[] values = own.of(name);
        return adapter == null
                ? values
                : adapter.merge(
                        values,
                        own.of(adapter.down().name()),
                        own.of(adapter.up().name()));
    }
}
