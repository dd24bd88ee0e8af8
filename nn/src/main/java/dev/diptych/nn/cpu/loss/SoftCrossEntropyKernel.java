package dev.diptych.nn.cpu.loss;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.loss.SoftCrossEntropy;
import java.nio.FloatBuffer;
import java.util.Arrays;

/*
 * With z = s * similarities and q the softmax of the teacher's row, the loss of row i is log sum_j e^z[i,j] - sum_j q[i,j] z[i,j],
 * and dz[i,j] = (softmax - q[i,j]) / B.
 */
/** The cross-entropy with a teacher's distributions and its gradient, in double precision per entry. */
final class SoftCrossEntropyKernel implements Op {
    private final SoftCrossEntropy op;
    private final FloatBuffer similarities;
    private final FloatBuffer logScale;
    private final FloatBuffer teacher;
    private final FloatBuffer loss;
    private final FloatBuffer gradient;
    private final FloatBuffer scaleGradient;
    private final Workers workers;
    private final double[] lossOfRow;
    private final double[] scaleOfRow;
    private double scale;
    private final Workers.Kernel rows = this::rows;

    SoftCrossEntropyKernel(SoftCrossEntropy op, Buffers buffers, Workers workers) {
        this.op = op;
        this.similarities = buffers.floats(op.similarities());
        this.logScale = buffers.floats(op.logScale());
        this.teacher = buffers.floats(op.teacher());
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
        loss.put(0, (float) (weight * Arrays.stream(lossOfRow).sum() / op.rows()));
        scaleGradient.put(0, (float) (weight * Arrays.stream(scaleOfRow).sum() * scale)); // d/d log s = s * d/ds
    }

    private void rows(int from, int to, int worker) {
        for (int i = from; i < to; i++) {
            row(i);
        }
    }

    private void row(int i) {
        int count = op.columns();
        int start = i * count;
        double log = logSum(similarities, start, count, scale);
        double teacherLog = logSum(teacher, start, count, op.teacherScale());
        double slope = 0;
        double expected = 0;
        for (int j = 0; j < count; j++) {
            double value = similarities.get(start + j);
            double target = Math.exp(op.teacherScale() * (double) teacher.get(start + j) - teacherLog);
            double dz = (Math.exp(scale * value - log) - target) / op.rows();
            slope += dz * value;
            expected += target * scale * value;
            gradient.put(start + j, (float) (op.weight() * dz * scale));
        }
        scaleOfRow[i] = slope;
        lossOfRow[i] = log - expected;
    }

    private static double logSum(FloatBuffer values, int start, int count, double scale) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < count; j++) {
            largest = Math.max(largest, values.get(start + j));
        }
        double sum = 0;
        for (int j = 0; j < count; j++) {
            sum += Math.exp(scale * (values.get(start + j) - largest));
        }
        return scale * largest + Math.log(sum);
    }
}
