package dev.diptych.nn.cpu.loss;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.loss.CrossEntropy;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * With z = s * similarities, p the column of row i's pair, and n the entries that count, the loss of the row is
 * log sum_j e^z[i,j] - (1 - e) z[i,p] - e / n sum_j z[i,j], and dz[i,j] = (softmax - (1 - e) [j = p] - e / n) / B. Nothing
 * as long as a row is kept: a large step has thousands of these.
 */
/** One direction of the contrastive loss over some rows, and its gradient, in double precision per entry. */
final class CrossEntropyKernel implements Op {
    private final CrossEntropy op;
    private final FloatBuffer similarities;
    private final FloatBuffer logScale;
    private final @Nullable IntBuffer groups;
    private final FloatBuffer loss;
    private final FloatBuffer gradient;
    private final FloatBuffer scaleGradient;
    private final Workers workers;
    private final double[] lossOfRow;
    private final double[] scaleOfRow;
    private double scale;
    private final Workers.Kernel rows = this::rows;

    CrossEntropyKernel(CrossEntropy op, Buffers buffers, Workers workers) {
        this.op = op;
        this.similarities = buffers.floats(op.similarities());
        this.logScale = buffers.floats(op.logScale());
        this.groups = op.groups() == null ? null : buffers.ints(op.groups());
        this.loss = buffers.floats(op.loss());
        this.gradient = buffers.floats(op.gradient());
        this.scaleGradient = buffers.floats(op.scaleGradient());
        this.workers = workers;
        this.lossOfRow = new double[op.rows()];
        this.scaleOfRow = new double[op.rows()];
    }

    @Override
    public void run() {
        scale = Math.exp(logScale.get(0));
        workers.run(rows, op.rows());
        double weight = op.weight();
        loss.put(0, (float) (weight * Arrays.stream(lossOfRow).sum() / op.batch()));
        scaleGradient.put(0, (float) (weight * Arrays.stream(scaleOfRow).sum() * scale)); // d/d log s = s * d/ds
    }

    private void rows(int from, int to, int worker) {
        for (int i = from; i < to; i++) {
            row(i);
        }
    }

    private void row(int i) {
        int batch = op.batch();
        int start = i * batch;
        int pair = op.first() + i;
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < batch; j++) {
            if (counts(pair, j)) {
                largest = Math.max(largest, similarities.get(start + j));
            }
        }
        double sum = 0;
        double similarity = 0;
        int count = 0;
        for (int j = 0; j < batch; j++) {
            if (counts(pair, j)) {
                double value = similarities.get(start + j);
                sum += Math.exp(scale * (value - largest));
                similarity += value;
                count++;
            }
        }
        double log = scale * largest + Math.log(sum);
        double target = 1.0 - op.smoothing();
        double spread = (double) op.smoothing() / count;
        double slope = 0;
        for (int j = 0; j < batch; j++) {
            double dz = 0;
            if (counts(pair, j)) {
                double value = similarities.get(start + j);
                dz = (Math.exp(scale * value - log) - spread - (j == pair ? target : 0)) / batch;
                slope += dz * value;
            }
            gradient.put(start + j, (float) (op.weight() * dz * scale));
        }
        scaleOfRow[i] = slope;
        lossOfRow[i] = log - scale * (target * similarities.get(start + pair) + spread * similarity);
    }

    private boolean counts(int pair, int j) {
        return pair == j || groups == null || groups.get(pair) != groups.get(j);
    }
}
