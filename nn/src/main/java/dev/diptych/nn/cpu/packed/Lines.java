package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** A contiguous matrix of either type, of which runs of rows are copied and zeroed; by any threads at once. */
sealed interface Lines {
    /** Copies {@code count} rows from {@code from} on to those of {@code to}, of the same type and width, from {@code at} on. */
    void copy(int from, Lines to, int at, int count);

    void zero(int from, int count);

    static Lines of(Tensor tensor, Buffers buffers) {
        int width = tensor.shape().last();
        return tensor.dtype() == DType.FLOAT32
                ? new Floats(buffers.floats(tensor), width, new float[width])
                : new Halves(buffers.halves(tensor), width, new short[width]);
    }

    /** float32. */
    record Floats(FloatBuffer values, int width, float[] zeros) implements Lines {
        @Override
        public void copy(int from, Lines to, int at, int count) {
            ((Floats) to).values.put(at * width, values, from * width, count * width);
        }

        @Override
        public void zero(int from, int count) {
            for (int row = from; row < from + count; row++) {
                values.put(row * width, zeros);
            }
        }
    }

    /** bfloat16. */
    record Halves(ShortBuffer values, int width, short[] zeros) implements Lines {
        @Override
        public void copy(int from, Lines to, int at, int count) {
            ((Halves) to).values.put(at * width, values, from * width, count * width);
        }

        @Override
        public void zero(int from, int count) {
            for (int row = from; row < from + count; row++) {
                values.put(row * width, zeros);
            }
        }
    }
}
