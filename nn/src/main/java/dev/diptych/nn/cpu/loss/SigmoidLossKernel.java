package dev.diptych.nn.cpu.loss;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.loss.SigmoidLoss;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/** The pairwise sigmoid loss and its gradient, in double precision per entry. */
final class SigmoidLossKernel implements Op {
    private final SigmoidLoss op;
    private final FloatBuffer similarities;
    private final FloatBuffer logScale;
    private final FloatBuffer bias;
    private final @Nullable IntBuffer groups;
    private final FloatBuffer loss;
    private final FloatBuffer gradient;
    private final FloatBuffer scaleGradient;
    private final FloatBuffer biasGradient;
    private final Workers workers;
    private final double[][] sums; // per row: loss, d/dscale, d/dbias
    private double scale;
    private double shift;
    private final Workers.Kernel rows = this::rows;

    SigmoidLossKernel(SigmoidLoss op, Buffers buffers, Workers workers) {
        this.op = op;
        this.similarities = buffers.floats(op.similarities());
        this.logScale = buffers.floats(op.logScale());
        this.bias = buffers.floats(op.bias());
        this.groups = op.groups() == null ? null : buffers.ints(op.groups());
        this.loss = buffers.floats(op.loss());
        this.gradient = buffers.floats(op.gradient());
        this.scaleGradient = buffers.floats(op.scaleGradient());
        this.biasGradient = buffers.floats(op.biasGradient());
        this.workers = workers;
        this.sums = new double[op.rows()][3];
    }

    @Override
    public void run() {
        scale = Math.exp(logScale.get(0));
        shift = bias.get(0);
        workers.run(rows, op.rows());
        double total = 0;
        double dscale = 0;
        double dbias = 0;
        for (double[] sum : sums) {
            total += sum[0];
            dscale += sum[1];
            dbias += sum[2];
        }
        double weight = op.weight();
        loss.put(0, (float) (weight * total / op.batch()));
        scaleGradient.put(0, (float) (weight * dscale * scale / op.batch()));
        biasGradient.put(0, (float) (weight * dbias / op.batch()));
    }

    private void rows(int from, int to, int worker) {
        int batch = op.batch();
        for (int i = from; i < to; i++) {
            int start = i * batch;
            int pair = op.first() + i;
            double total = 0;
            double dscale = 0;
            double dbias = 0;
            for (int j = 0; j < batch; j++) {
                if (pair != j && groups != null && groups.get(pair) == groups.get(j)) {
                    gradient.put(start + j, 0);
                    continue;
                }
                float similarity = similarities.get(start + j);
                double sign = pair == j ? 1 : -1;
                double z = sign * (scale * similarity + shift);
                total += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(-z, 0);
                double slope = -sign / (1 + Math.exp(z)); // d loss / d (scale * s + bias)
                dscale += slope * similarity;
                dbias += slope;
                gradient.put(start + j, (float) (op.weight() * slope * scale / batch));
            }
            sums[i][0] = total;
            sums[i][1] = dscale;
            sums[i][2] = dbias;
        }
    }
}
