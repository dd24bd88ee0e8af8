package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.packed.PackedEmbedding;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Token lookup by row, and its scatter-add. */
final class EmbeddingKernel {
    private EmbeddingKernel() {}

    static Op forward(PackedEmbedding op, Buffers buffers, Workers workers) {
        IntBuffer ids = buffers.ints(op.ids());
        IntBuffer places = buffers.ints(op.places());
        FloatBuffer table = buffers.floats(op.table());
        FloatBuffer positions = buffers.floats(op.positions());
        FloatBuffer out = buffers.floats(op.out());
        int width = op.out().shape().last();
        float[][] rows = new float[workers.count()][width];
        float[][] others = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] row = rows[worker];
            float[] place = others[worker];
            for (int i = from; i < to; i++) {
                table.get(ids.get(i) * width, row);
                positions.get(places.get(i) * width, place);
                for (int w = 0; w < width; w++) {
                    row[w] += place[w];
                }
                out.put(i * width, row);
            }
        };
        int count = Math.toIntExact(op.ids().shape().elements());
        return () -> workers.run(kernel, count);
    }

    /** Each worker owns a run of columns and goes through the tokens in order, so sums do not depend on timing. */
    static Op backward(PackedEmbedding.Grad op, Buffers buffers, Workers workers) {
        FloatBuffer gradient = buffers.floats(op.dout());
        Sums table = op.dtable() == null ? null : new Sums(op.dtable(), op.ids(), buffers);
        Sums positions = new Sums(op.dpositions(), op.places(), buffers);
        int width = op.dout().shape().last();
        int count = Math.toIntExact(op.ids().shape().elements());
        float[][] sums = new float[workers.count()][width];
        float[][] rows = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] sum = sums[worker];
            float[] row = rows[worker];
            int columns = to - from;
            if (!op.accumulate()) {
                zero(table, from, sum, columns);
                zero(positions, from, sum, columns);
            }
            for (int i = 0; i < count; i++) {
                gradient.get(i * width + from, row, 0, columns);
                if (table != null) {
                    table.add(i, from, row, sum, columns);
                }
                positions.add(i, from, row, sum, columns);
            }
        };
        return () -> workers.run(kernel, width);
    }

    private static void zero(@Nullable Sums sums, int from, float[] scratch, int columns) {
        if (sums != null) {
            Arrays.fill(scratch, 0, columns, 0);
            for (int row = 0; row < sums.rows; row++) {
                sums.values.put(row * sums.width + from, scratch, 0, columns);
            }
        }
    }

    /** Rows that others are added to, each to the one that its number names. */
    private static final class Sums {
        private final FloatBuffer values;
        private final IntBuffer numbers;
        private final int width;
        private final int rows;

        Sums(Tensor values, Tensor numbers, Buffers buffers) {
            this.values = buffers.floats(values);
            this.numbers = buffers.ints(numbers);
            this.width = values.shape().last();
            this.rows = Math.toIntExact(values.shape().rows());
        }

        void add(int i, int from, float[] row, float[] sum, int columns) {
            int at = numbers.get(i) * width + from;
            values.get(at, sum, 0, columns);
            for (int w = 0; w < columns; w++) {
                sum[w] += row[w];
            }
            values.put(at, sum, 0, columns);
        }
    }
}
