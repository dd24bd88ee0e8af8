package dev.diptych.contrastive.checkpoint;

/**
 * A tensor of a safetensors file.
 *
 * @param shape sizes of its axes; empty for a scalar
 * @param values float32, row-major, as many as the shape says
 */
@SuppressWarnings("ArrayRecordComponent") // carries data between file and engine; never compared
record NamedTensor(String name, int[] shape, float[] values) {
    NamedTensor {
        long count = 1;
        for (int size : shape) {
            count *= size;
        }
        if (count != values.length) {
            throw new IllegalArgumentException(
                    "tensor " + name + ": " + values.length + " values, expected " + count + " by its shape");
        }
    }
}
