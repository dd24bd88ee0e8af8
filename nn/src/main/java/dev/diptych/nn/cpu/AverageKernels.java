package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.token.AverageTokens;
import java.util.Arrays;

/** The mean of each sequence's tokens, and its gradient; a worker owns some sequences. */
final class AverageKernels {
    private AverageKernels() {}

    static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(AverageTokens.class, op -> average(op, buffers, workers));
        bindings.on(AverageTokens.Grad.class, op -> gradient(op, buffers, workers));
    }

    static Op average(AverageTokens op, Buffers buffers, Workers workers) {
        Rows[] x = Rows.each(op.x(), buffers, workers);
        Rows[] out = Rows.each(op.out(), buffers, workers);
        int tokens = op.x().shape().size(1);
        int width = op.x().shape().last();
        float share = 1f / (tokens - op.first());
        float[][] sums = new float[workers.count()][width];
        float[][] rows = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] sum = sums[worker];
            float[] row = rows[worker];
            for (int b = from; b < to; b++) {
                Arrays.fill(sum, 0);
                for (int t = op.first(); t < tokens; t++) {
                    x[worker].get(b * tokens + t, row);
                    for (int w = 0; w < width; w++) {
                        sum[w] += row[w];
                    }
                }
                for (int w = 0; w < width; w++) {
                    sum[w] *= share;
                }
                out[worker].put(b, sum);
            }
        };
        int batch = op.x().shape().size(0);
        return () -> workers.run(kernel, batch);
    }

    static Op gradient(AverageTokens.Grad op, Buffers buffers, Workers workers) {
        Rows[] gradient = Rows.each(op.dout(), buffers, workers);
        Rows[] x = Rows.each(op.dx(), buffers, workers);
        int tokens = op.dx().shape().size(1);
        int width = op.dx().shape().last();
        float share = 1f / (tokens - op.first());
        float[][] shares = new float[workers.count()][width];
        float[][] rows = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] each = shares[worker];
            float[] row = rows[worker];
            for (int b = from; b < to; b++) {
                gradient[worker].get(b, each);
                for (int w = 0; w < width; w++) {
                    each[w] *= share;
                }
                for (int t = 0; t < tokens; t++) {
                    int place = b * tokens + t;
                    if (op.accumulate()) {
                        x[worker].get(place, row);
                    } else {
                        Arrays.fill(row, 0);
                    }
                    if (t >= op.first()) {
                        for (int w = 0; w < width; w++) {
                            row[w] += each[w];
                        }
                    }
                    x[worker].put(place, row);
                }
            }
        };
        int batch = op.dx().shape().size(0);
        return () -> workers.run(kernel, batch);
    }
}
