package dev.diptych.eval.probe.lbfgs;

import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/*
 * The features stay in the engine. Rows go through it in chunks: the scores of a chunk come back, their softmax is computed here in
 * double, its gradient goes in, and the product with the same rows, which the caches may still hold, adds to a sum in double.
 */
/** The objective by an engine. */
final class SoftmaxRegression implements Objective {
    private static final int CHUNK = 8192;

    private final ProbeData data;
    private final Engine engine;
    private final Workers workers;
    private final int classes;
    private final int dimensions;
    private final Tensor weight;
    private final Tensor bias;
    private final Tensor slope;
    private final List<Chunk> chunks = new ArrayList<>();
    private final Curvature curvature;
    private final double[] losses;
    private final double[] shares;
    private double c = 1;
    private double share;
    private boolean fresh;

    /** Rows from {@code first} on, and what runs on them. */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Chunk(
            int first, Tensor scores, Tensor residuals, Program forward, Program backward, float[] values) {
        int rows(int classes) {
            return values.length / classes;
        }
    }

    SoftmaxRegression(ProbeData data, Engine engine, int threads) {
        this.data = data;
        this.engine = engine.region();
        this.workers = new Workers(threads);
        this.classes = data.classes();
        this.dimensions = data.dimensions();
        this.losses = new double[data.count()];
        this.shares = new double[data.count()];
        Tape tape = Tape.inference();
        Tensor features = tape.input("features", DType.FLOAT32, data.count(), dimensions);
        this.weight = tape.input("weight", DType.FLOAT32, classes, dimensions);
        this.bias = tape.input("bias", DType.FLOAT32, classes);
        this.slope = tape.output("slope", classes, dimensions);
        int most = Math.min(CHUNK, data.count());
        Tensor scores = tape.output("scores", most, classes);
        Tensor residuals = tape.input("residuals", DType.FLOAT32, most, classes);
        for (int first = 0; first < data.count(); first += CHUNK) {
            int rows = Math.min(CHUNK, data.count() - first);
            Tensor x = features.rows(first, rows);
            Tensor z = scores.rows(0, rows);
            Tensor r = residuals.rows(0, rows);
            chunks.add(new Chunk(
                    first,
                    z,
                    r,
                    program(Matmul.linear(x, weight, bias, z)),
                    program(Matmul.product(r, true, x, false, slope, false)),
                    new float[rows * classes]));
        }
        this.engine.write(features, data.features().values());
        this.curvature = new Curvature(gram(features), dimensions + 1);
    }

    private Program program(Matmul product) {
        Tape tape = Tape.inference();
        tape.record(product);
        return Program.compile(tape, engine);
    }

    private double[] gram(Tensor features) {
        int size = dimensions + 1;
        double[] gram = new double[Math.multiplyExact(size, size)];
        try (Engine region = engine.region()) {
            Tensor product = Tape.inference().output("gram", dimensions, dimensions);
            float[] values = new float[dimensions * dimensions];
            for (Chunk chunk : chunks) {
                Tensor x = features.rows(chunk.first, chunk.rows(classes));
                Tape tape = Tape.inference();
                tape.record(Matmul.product(x, true, x, false, product, false));
                Program.compile(tape, region).run();
                region.read(product, values);
                for (int i = 0; i < dimensions; i++) {
                    for (int j = 0; j < dimensions; j++) {
                        gram[i * size + j] += values[i * dimensions + j];
                    }
                }
            }
        }
        float[] x = data.features().values();
        for (int i = 0; i < x.length; i++) {
            gram[(i % dimensions) * size + dimensions] += x[i];
        }
        for (int i = 0; i < dimensions; i++) {
            gram[dimensions * size + i] = gram[i * size + dimensions];
        }
        gram[size * size - 1] = data.count();
        return gram;
    }

    @Override
    public void weigh(double newC) {
        c = newC;
        fresh = true;
    }

    @Override
    public double at(double[] x, double[] gradient) {
        int size = dimensions + 1;
        float[] w = new float[classes * dimensions];
        float[] b = new float[classes];
        double penalty = 0;
        for (int k = 0; k < classes; k++) {
            for (int d = 0; d < dimensions; d++) {
                double value = x[k * size + d];
                w[k * dimensions + d] = (float) value;
                penalty += value * value;
                gradient[k * size + d] = value;
            }
            b[k] = (float) x[k * size + dimensions];
            gradient[k * size + dimensions] = 0;
        }
        engine.write(weight, w);
        engine.write(bias, b);
        for (Chunk chunk : chunks) {
            chunk.forward.run();
            engine.read(chunk.scores, chunk.values);
            residuals(chunk, gradient);
            engine.write(chunk.residuals, chunk.values);
            chunk.backward.run();
            engine.read(slope, w);
            for (int k = 0; k < classes; k++) {
                for (int d = 0; d < dimensions; d++) {
                    gradient[k * size + d] += c * w[k * dimensions + d];
                }
            }
        }
        share = Math.max(Arrays.stream(shares).sum() / data.count() / classes, Double.MIN_NORMAL);
        return c * Arrays.stream(losses).sum() + penalty / 2;
    }

    /** Makes of scores what a row's cross-entropy changes by with them: softmax less the label; adds it up for the biases. */
    private void residuals(Chunk chunk, double[] gradient) {
        float[] values = chunk.values;
        double[][] sums = new double[workers.count()][classes];
        workers.run(
                (from, to, worker) -> {
                    double[] powers = new double[classes];
                    for (int i = from; i < to; i++) {
                        row(chunk.first + i, values, i * classes, powers, sums[worker]);
                    }
                },
                chunk.rows(classes));
        for (double[] sum : sums) {
            for (int k = 0; k < classes; k++) {
                gradient[k * (dimensions + 1) + dimensions] += c * sum[k];
            }
        }
    }

    /* The others' share is summed without the label's, so that neither 1 - p nor log p is lost where p is nearly 1. */
    private void row(int row, float[] values, int at, double[] powers, double[] sums) {
        int label = data.labels()[row];
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            largest = Math.max(largest, values[at + k]);
        }
        double others = 0;
        for (int k = 0; k < classes; k++) {
            powers[k] = Math.exp(values[at + k] - largest);
            others += k == label ? 0 : powers[k];
        }
        double own = powers[label];
        double total = others + own;
        losses[row] = own < 0.5 ? Math.log(total) + largest - values[at + label] : Math.log1p(others / own);
        double spread = 0;
        for (int k = 0; k < classes; k++) {
            double p = powers[k] / total;
            double residual = k == label ? -others / total : p;
            spread += Math.abs(residual) * (k == label ? p : 1 - p);
            values[at + k] = (float) residual;
            sums[k] += residual;
        }
        shares[row] = spread;
    }

    @Override
    public void precondition(double[] vector) {
        if (fresh || curvature.isFarFrom(share)) {
            curvature.factorise(c, share, workers);
            fresh = false;
        }
        curvature.divide(vector, workers);
    }

    @Override
    public void close() {
        engine.close();
        workers.close();
    }
}
