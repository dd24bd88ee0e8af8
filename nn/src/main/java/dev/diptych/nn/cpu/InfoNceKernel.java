package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.InfoNce;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/*
 * With z = s * similarities, the loss is the mean over i of (log sum_j e^z[i,j] + log sum_j e^z[j,i]) / 2 - z[i,i], and
 * dz[i,j] = (row softmax + column softmax) / 2B - [i = j] / B. Similarities of unit vectors lie in [-1, 1], but the
 * largest of each row and column is subtracted all the same. Four passes, each split by rows or by columns:
 * the rows' and columns' maxima and sums, then the gradient with the loss and the scale's gradient per row.
 */
/** The symmetric contrastive loss and its gradient, in double precision per entry. */
final class InfoNceKernel implements Op {
    private final FloatBuffer similarities;
    private final FloatBuffer logScale;
    private final @Nullable IntBuffer groups;
    private final FloatBuffer loss;
    private final FloatBuffer gradient;
    private final FloatBuffer scaleGradient;
    private final Workers workers;
    private final int batch;
    private final float[] values; // [B, B]
    private final float[] result; // [B, B]
    private final int[] group;
    private final double[] rowLog; // log sum exp of each row, then of each column
    private final double[] columnLog;
    private final double[] lossOfRow;
    private final double[] scaleOfRow;
    private double scale;
    private final Workers.Kernel rows = this::rowSums;
    private final Workers.Kernel columns = this::columnSums;
    private final Workers.Kernel gradients = this::gradientRows;

    InfoNceKernel(InfoNce op, Buffers buffers, Workers workers) {
        this.similarities = buffers.floats(op.similarities());
        this.logScale = buffers.floats(op.logScale());
        this.groups = op.groups() == null ? null : buffers.ints(op.groups());
        this.loss = buffers.floats(op.loss());
        this.gradient = buffers.floats(op.gradient());
        this.scaleGradient = buffers.floats(op.scaleGradient());
        this.workers = workers;
        this.batch = op.batch();
        this.values = new float[batch * batch];
        this.result = new float[batch * batch];
        this.group = new int[batch];
        this.rowLog = new double[batch];
        this.columnLog = new double[batch];
        this.lossOfRow = new double[batch];
        this.scaleOfRow = new double[batch];
    }

    @Override
    public void run() {
        similarities.get(0, values);
        if (groups == null) {
            for (int i = 0; i < batch; i++) {
                group[i] = i;
            }
        } else {
            groups.get(0, group);
        }
        scale = Math.exp(logScale.get(0));
        workers.run(rows, batch);
        workers.run(columns, batch);
        workers.run(gradients, batch);
        double total = 0;
        double slope = 0;
        for (int i = 0; i < batch; i++) {
            total += lossOfRow[i];
            slope += scaleOfRow[i];
        }
        loss.put(0, (float) (total / batch));
        scaleGradient.put(0, (float) (slope * scale)); // d/d log s = s * d/ds
        gradient.put(0, result);
    }

    private void rowSums(int from, int to, int worker) {
        for (int i = from; i < to; i++) {
            rowLog[i] = logSum(i, i * batch, 1);
        }
    }

    private void columnSums(int from, int to, int worker) {
        for (int j = from; j < to; j++) {
            columnLog[j] = logSum(j, j, batch);
        }
    }

    private double logSum(int self, int start, int step) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0, at = start; j < batch; j++, at += step) {
            if (counts(self, j)) {
                largest = Math.max(largest, values[at]);
            }
        }
        double sum = 0;
        for (int j = 0, at = start; j < batch; j++, at += step) {
            if (counts(self, j)) {
                sum += Math.exp(scale * (values[at] - largest));
            }
        }
        return scale * largest + Math.log(sum);
    }

    private void gradientRows(int from, int to, int worker) {
        for (int i = from; i < to; i++) {
            double slope = 0;
            for (int j = 0; j < batch; j++) {
                int at = i * batch + j;
                double dz = 0;
                if (counts(i, j)) {
                    double z = scale * values[at];
                    dz = (Math.exp(z - rowLog[i]) + Math.exp(z - columnLog[j])) / (2.0 * batch);
                    if (i == j) {
                        dz -= 1.0 / batch;
                    }
                    slope += dz * values[at];
                }
                result[at] = (float) (dz * scale);
            }
            scaleOfRow[i] = slope;
            lossOfRow[i] = (rowLog[i] + columnLog[i]) / 2 - scale * values[i * batch + i];
        }
    }

    private boolean counts(int i, int j) {
        return i == j || group[i] != group[j];
    }
}
