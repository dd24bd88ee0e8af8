package dev.diptych.contrastive.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The product's reader of weights, for tests of other packages. */
public final class StoredWeights {
    private StoredWeights() {}

    /** The values of every tensor in a safetensors file, by name. */
    public static Map<String, float[]> read(Path file) {
        Map<String, float[]> values = new LinkedHashMap<>();
        SafetensorsReader.read(file).forEach((name, tensor) -> values.put(name, tensor.values()));
        return values;
    }
}
