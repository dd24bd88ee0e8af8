package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.LayerScale;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Weighted residual branches, a run of rows a worker; the workers' sums are added in their order. */
final class LayerScaleKernels {
    private LayerScaleKernels() {}

    static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(LayerScale.class, op -> forward(op, buffers, workers));
        bindings.on(LayerScale.Grad.class, op -> backward(op, buffers, workers));
    }

    static Op forward(LayerScale op, Buffers buffers, Workers workers) {
        Rows[] x = Rows.each(op.x(), buffers, workers);
        FloatBuffer weights = buffers.floats(op.gamma());
        FloatBuffer residual = buffers.floats(op.residual());
        FloatBuffer out = buffers.floats(op.out());
        int width = op.x().shape().last();
        float[] gamma = new float[width];
        float[][] rows = new float[workers.count()][width];
        float[][] sums = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] row = rows[worker];
            float[] sum = sums[worker];
            for (int m = from; m < to; m++) {
                x[worker].get(m, row);
                residual.get(m * width, sum);
                for (int w = 0; w < width; w++) {
                    sum[w] += gamma[w] * row[w];
                }
                out.put(m * width, sum);
            }
        };
        int count = Math.toIntExact(op.x().shape().rows());
        return () -> {
            weights.get(0, gamma);
            workers.run(kernel, count);
        };
    }

    static Op backward(LayerScale.Grad op, Buffers buffers, Workers workers) {
        Rows[] x = Rows.each(op.x(), buffers, workers);
        Rows[] dx = Rows.each(op.dx(), buffers, workers);
        FloatBuffer weights = buffers.floats(op.gamma());
        FloatBuffer gradient = buffers.floats(op.dout());
        FloatBuffer target = buffers.floats(op.dgamma());
        int width = op.x().shape().last();
        float[] gamma = new float[width];
        float[] total = new float[width];
        float[][] rows = new float[workers.count()][width];
        float[][] lines = new float[workers.count()][width];
        float[][] sums = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] row = rows[worker];
            float[] line = lines[worker];
            float[] sum = sums[worker];
            for (int m = from; m < to; m++) {
                x[worker].get(m, row);
                gradient.get(m * width, line);
                for (int w = 0; w < width; w++) {
                    sum[w] += row[w] * line[w];
                    line[w] *= gamma[w];
                }
                dx[worker].put(m, line);
            }
        };
        int count = Math.toIntExact(op.x().shape().rows());
        return () -> {
            weights.get(0, gamma);
            for (float[] sum : sums) {
                Arrays.fill(sum, 0);
            }
            workers.run(kernel, count);
            if (op.accumulate()) {
                target.get(0, total);
            } else {
                Arrays.fill(total, 0);
            }
            for (float[] sum : sums) {
                for (int w = 0; w < width; w++) {
                    total[w] += sum[w];
                }
            }
            target.put(0, total);
        };
    }
}
