package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.SelectRows;
import dev.diptych.nn.op.SelectRowsGrad;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/** Rows picked out of a sequence, and their way back. */
final class RowKernels {
    private RowKernels() {}

    static Op select(SelectRows op, Buffers buffers) {
        Rows x = rows(op.x(), buffers);
        IntBuffer numbers = buffers.ints(op.rows());
        Rows out = rows(op.out(), buffers);
        int count = Math.toIntExact(op.rows().shape().elements());
        float[] row = new float[op.x().shape().last()];
        return () -> {
            for (int b = 0; b < count; b++) {
                x.get(numbers.get(b), row);
                out.put(b, row);
            }
        };
    }

    static Op selectGrad(SelectRowsGrad op, Buffers buffers) {
        Rows gradient = rows(op.dout(), buffers);
        IntBuffer numbers = buffers.ints(op.rows());
        Rows x = rows(op.dx(), buffers);
        int count = Math.toIntExact(op.rows().shape().elements());
        int all = Math.toIntExact(op.dx().shape().rows());
        float[] row = new float[op.dx().shape().last()];
        float[] sum = new float[row.length];
        float[] zeros = new float[row.length];
        return () -> {
            if (!op.accumulate()) {
                for (int m = 0; m < all; m++) {
                    x.put(m, zeros);
                }
            }
            for (int b = 0; b < count; b++) {
                gradient.get(b, row);
                if (op.accumulate()) {
                    x.get(numbers.get(b), sum);
                    for (int w = 0; w < row.length; w++) {
                        row[w] += sum[w];
                    }
                }
                x.put(numbers.get(b), row);
            }
        };
    }

    private static Rows rows(Tensor tensor, Buffers buffers) {
        int width = tensor.shape().last();
        return tensor.dtype() == DType.FLOAT32
                ? new Floats(buffers.floats(tensor))
                : new Halves(buffers.halves(tensor), new short[width]);
    }

    /** A contiguous matrix, read and written a row at a time. */
    private interface Rows {
        void get(int number, float[] row);

        void put(int number, float[] row);
    }

    private record Floats(FloatBuffer values) implements Rows {
        @Override
        public void get(int number, float[] row) {
            values.get(number * row.length, row);
        }

        @Override
        public void put(int number, float[] row) {
            values.put(number * row.length, row);
        }
    }

    private record Halves(ShortBuffer values, short[] bits) implements Rows {
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
