package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.L2Normalize;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Rows of unit length, and their gradient; sums are taken in double precision. */
final class NormalizeKernels {
    private static final double SMALLEST_NORM = 1e-12; // torch.nn.functional.normalize's eps

    private NormalizeKernels() {}

    static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(L2Normalize.class, op -> forward(op, buffers, workers));
        bindings.on(L2Normalize.Grad.class, op -> backward(op, buffers, workers));
    }

    static Op forward(L2Normalize op, Buffers buffers, Workers workers) {
        FloatBuffer x = buffers.floats(op.x());
        FloatBuffer inverse = buffers.floats(op.inverse());
        FloatBuffer out = buffers.floats(op.out());
        int width = op.x().shape().last();
        float[][] rows = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] row = rows[worker];
            for (int b = from; b < to; b++) {
                x.get(b * width, row);
                double sum = 0;
                for (float value : row) {
                    sum += (double) value * value;
                }
                float factor = (float) (1 / Math.max(Math.sqrt(sum), SMALLEST_NORM));
                for (int i = 0; i < width; i++) {
                    row[i] *= factor;
                }
                inverse.put(b, factor);
                out.put(b * width, row);
            }
        };
        int count = Math.toIntExact(op.x().shape().rows());
        return () -> workers.run(kernel, count);
    }

    static Op backward(L2Normalize.Grad op, Buffers buffers, Workers workers) {
        FloatBuffer out = buffers.floats(op.out());
        FloatBuffer inverse = buffers.floats(op.inverse());
        FloatBuffer gradient = buffers.floats(op.dout());
        FloatBuffer dx = buffers.floats(op.dx());
        int width = op.out().shape().last();
        float[][] units = new float[workers.count()][width];
        float[][] rows = new float[workers.count()][width];
        float[][] sums = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] unit = units[worker];
            float[] row = rows[worker];
            float[] sum = sums[worker];
            for (int b = from; b < to; b++) {
                out.get(b * width, unit);
                gradient.get(b * width, row);
                double dot = 0;
                for (int i = 0; i < width; i++) {
                    dot += (double) unit[i] * row[i];
                }
                float along = (float) dot;
                float factor = inverse.get(b);
                if (op.accumulate()) {
                    dx.get(b * width, sum);
                } else {
                    Arrays.fill(sum, 0);
                }
                for (int i = 0; i < width; i++) {
                    sum[i] += factor * (row[i] - unit[i] * along);
                }
                dx.put(b * width, sum);
            }
        };
        int count = Math.toIntExact(op.out().shape().rows());
        return () -> workers.run(kernel, count);
    }
}
