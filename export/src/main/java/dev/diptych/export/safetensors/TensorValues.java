package dev.diptych.export.safetensors;

/** Gives the values of tensors by name, one at a time, while they are written. */
@FunctionalInterface
public interface TensorValues {
    /** @return row-major, as many as the tensor's shape says */
    float[] of(String name);
}
