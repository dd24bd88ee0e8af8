package dev.diptych.nn.cpu.loss;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.loss.InfoNce;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * With z = s * similarities, the loss is the mean over i of (log sum_j e^z[i,j] + log sum_j e^z[j,i]) / 2 - z[i,i], and
 * dz[i,j] = (row softmax + column softmax) / 2B - [i = j] / B. Smoothed by e, the target of row i is (1 - e) [i = j] + e / n[i]
 * over the n[i] entries that count, and so is that of column i, groups being symmetric. Similarities of unit vectors lie in [-1, 1], but the
 * largest of each row and column is subtracted all the same. Three passes, each split by rows or by columns:
 * the rows' and columns' maxima and sums, then the gradient with the loss and the scale's gradient per row. Only lines of the
 * matrix are on the heap: a step of many micro-batches has gigabytes of it.
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
    private final float[][] lines; // [B] of each worker
    private final int[] group;
    private final double[] rowLog; // log sum exp of each row, then of each column
    private final double[] columnLog;
    private final double[] columnSum;
    private final double[] lossOfRow;
    private final double[] scaleOfRow;
    private final double smoothing;
    private final double weight;
    private final double[] spread; // of each row, and of the column: the share of the target that each entry gets
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
        this.lines = new float[workers.count()][batch];
        this.group = new int[batch];
        this.rowLog = new double[batch];
        this.columnLog = new double[batch];
        this.columnSum = new double[batch];
        this.lossOfRow = new double[batch];
        this.scaleOfRow = new double[batch];
        this.smoothing = op.smoothing();
        this.weight = op.weight();
        this.spread = new double[batch];
    }

    @Override
    public void run() {
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
        loss.put(0, (float) (weight * total / batch));
        scaleGradient.put(0, (float) (weight * slope * scale)); // d/d log s = s * d/ds
    }

    private void rowSums(int from, int to, int worker) {
        float[] line = lines[worker];
        for (int i = from; i < to; i++) {
            similarities.get(i * batch, line);
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < batch; j++) {
                if (counts(i, j)) {
                    largest = Math.max(largest, line[j]);
                }
            }
            double sum = 0;
            int count = 0;
            for (int j = 0; j < batch; j++) {
                if (counts(i, j)) {
                    sum += Math.exp(scale * (line[j] - largest));
                    count++;
                }
            }
            rowLog[i] = scale * largest + Math.log(sum);
            spread[i] = smoothing / count;
        }
    }

    /** Goes through the rows, so that what is read lies side by side. */
    private void columnSums(int from, int to, int worker) {
        float[] line = lines[worker];
        Arrays.fill(columnLog, from, to, Double.NEGATIVE_INFINITY);
        Arrays.fill(columnSum, from, to, 0);
        for (int i = 0; i < batch; i++) {
            similarities.get(i * batch + from, line, 0, to - from);
            for (int j = from; j < to; j++) {
                if (counts(i, j)) {
                    columnLog[j] = Math.max(columnLog[j], line[j - from]);
                }
            }
        }
        for (int i = 0; i < batch; i++) {
            similarities.get(i * batch + from, line, 0, to - from);
            for (int j = from; j < to; j++) {
                if (counts(i, j)) {
                    columnSum[j] += Math.exp(scale * (line[j - from] - columnLog[j]));
                }
            }
        }
        for (int j = from; j < to; j++) {
            columnLog[j] = scale * columnLog[j] + Math.log(columnSum[j]);
        }
    }

    private void gradientRows(int from, int to, int worker) {
        float[] line = lines[worker];
        for (int i = from; i < to; i++) {
            similarities.get(i * batch, line);
            double own = line[i];
            double slope = 0;
            double spreadLogits = 0;
            for (int j = 0; j < batch; j++) {
                double dz = 0;
                if (counts(i, j)) {
                    double z = scale * line[j];
                    double share = (spread[i] + spread[j]) / 2;
                    dz = (Math.exp(z - rowLog[i]) + Math.exp(z - columnLog[j])) / (2.0 * batch) - share / batch;
                    if (i == j) {
                        dz -= (1 - smoothing) / batch;
                    }
                    slope += dz * line[j];
                    spreadLogits += share * z;
                }
                line[j] = (float) (weight * dz * scale);
            }
            gradient.put(i * batch, line);
            scaleOfRow[i] = slope;
            lossOfRow[i] = (rowLog[i] + columnLog[i]) / 2 - (1 - smoothing) * scale * own - spreadLogits;
        }
    }

    private boolean counts(int i, int j) {
        return i == j || group[i] != group[j];
    }
}
