package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.ColumnSum;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Sums over rows: each worker adds up a run of rows, then the workers' sums are added in their order. */
final class ColumnSumKernel {
    private ColumnSumKernel() {}

    static Op of(ColumnSum op, Buffers buffers, Workers workers) {
        FloatBuffer x = buffers.floats(op.x());
        FloatBuffer out = buffers.floats(op.out());
        int width = op.x().shape().last();
        int rows = Math.toIntExact(op.x().shape().rows());
        int stride = Math.toIntExact(op.x().rowStride());
        float[][] sums = new float[workers.count()][width];
        float[][] lines = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] sum = sums[worker];
            float[] line = lines[worker];
            for (int m = from; m < to; m++) {
                x.get(m * stride, line);
                for (int n = 0; n < width; n++) {
                    sum[n] += line[n];
                }
            }
        };
        float[] total = new float[width];
        return () -> {
            for (float[] sum : sums) {
                Arrays.fill(sum, 0);
            }
            workers.run(kernel, rows);
            if (op.accumulate()) {
                out.get(0, total);
            } else {
                Arrays.fill(total, 0);
            }
            for (float[] sum : sums) {
                for (int n = 0; n < width; n++) {
                    total[n] += sum[n];
                }
            }
            out.put(0, total);
        };
    }
}
