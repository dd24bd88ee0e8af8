package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.token.Embedding;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Token lookup and its scatter-add. */
final class EmbeddingKernels {
    private EmbeddingKernels() {}

    static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(Embedding.class, op -> forward(op, buffers, workers));
        bindings.on(Embedding.Grad.class, op -> backward(op, buffers, workers));
    }

    static Op forward(Embedding op, Buffers buffers, Workers workers) {
        IntBuffer ids = buffers.ints(op.ids());
        FloatBuffer table = buffers.floats(op.table());
        FloatBuffer positions = buffers.floats(op.positions());
        FloatBuffer out = buffers.floats(op.out());
        int width = op.out().shape().last();
        int tokens = op.ids().shape().last();
        float[][] rows = new float[workers.count()][width];
        float[][] places = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] row = rows[worker];
            float[] place = places[worker];
            for (int i = from; i < to; i++) {
                table.get(ids.get(i) * width, row);
                positions.get(i % tokens * width, place);
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
    static Op backward(Embedding.Grad op, Buffers buffers, Workers workers) {
        IntBuffer ids = buffers.ints(op.ids());
        FloatBuffer gradient = buffers.floats(op.dout());
        FloatBuffer table = buffers.floats(op.dtable());
        FloatBuffer positions = buffers.floats(op.dpositions());
        int width = op.dout().shape().last();
        int tokens = op.ids().shape().last();
        int count = Math.toIntExact(op.ids().shape().elements());
        float[][] sums = new float[workers.count()][width];
        float[][] rows = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] sum = sums[worker];
            float[] row = rows[worker];
            int columns = to - from;
            for (int i = 0; i < count; i++) {
                gradient.get(i * width + from, row, 0, columns);
                add(table, ids.get(i) * width + from, row, sum, columns);
                add(positions, i % tokens * width + from, row, sum, columns);
            }
        };
        Op zeroTable = FillKernel.of(table, 0);
        Op zeroPositions = FillKernel.of(positions, 0);
        return () -> {
            if (!op.accumulate()) {
                zeroTable.run();
                zeroPositions.run();
            }
            workers.run(kernel, width);
        };
    }

    private static void add(FloatBuffer target, int at, float[] row, float[] sum, int count) {
        target.get(at, sum, 0, count);
        for (int w = 0; w < count; w++) {
            sum[w] += row[w];
        }
        target.put(at, sum, 0, count);
    }
}
