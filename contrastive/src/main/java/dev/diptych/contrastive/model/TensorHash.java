package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Adds an engine's values to a hash. */
public final class TensorHash {
    private static final int PART = 1 << 16; // values

    private TensorHash() {}

    /**
     * Adds values in parts that stay in the cache: memory that nobody has written yet takes longer than the hash.
     *
     * @param tensor contiguous; of each value four bytes are added, the highest first
     */
    public static void add(MessageDigest digest, Engine engine, Tensor tensor) {
        long elements = tensor.shape().elements();
        float[] values = new float[(int) Math.min(PART, elements)];
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        for (long from = 0; from < elements; from += values.length) {
            int count = (int) Math.min(PART, elements - from);
            if (count < values.length) {
                values = new float[count];
            }
            engine.read(new Tensor(tensor.storage(), Shape.of(count), count, tensor.offset() + from), values);
            bytes.asFloatBuffer().put(values);
            digest.update(bytes.array(), 0, count * Float.BYTES);
        }
    }
}
