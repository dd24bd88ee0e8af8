package dev.diptych.nn.cpu;

import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** A contiguous matrix of either type, read and written a row at a time by one thread. */
sealed interface Rows {
    void get(int number, float[] row);

    void put(int number, float[] row);

    static Rows of(Tensor tensor, Buffers buffers) {
        return tensor.dtype() == DType.FLOAT32
                ? new Floats(buffers.floats(tensor))
                : new Halves(buffers.halves(tensor), new short[tensor.shape().last()]);
    }

    /** One a worker, as each converts in memory of its own. */
    static Rows[] each(Tensor tensor, Buffers buffers, Workers workers) {
        Rows[] rows = new Rows[workers.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = of(tensor, buffers);
        }
        return rows;
    }

    /** float32. */
    record Floats(FloatBuffer values) implements Rows {
        @Override
        public void get(int number, float[] row) {
            values.get(number * row.length, row);
        }

        @Override
        public void put(int number, float[] row) {
            values.put(number * row.length, row);
        }
    }

    /** bfloat16. */
    record Halves(ShortBuffer values, short[] bits) implements Rows {
        @Override
        public void get(int number, float[] row) {
            values.get(number * row.length, bits);
            for (int i = 0; i < row.length; i++) {
                row[i] = BFloat16.toFloat(bits[i]);
            }
        }

        @Override
        public void put(int number, float[] row) {
            for (int i = 0; i < row.length; i++) {
                bits[i] = BFloat16.of(row[i]);
            }
            values.put(number * row.length, bits);
        }
    }
}
