package dev.diptych.nn.cpu.update;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** The global gradient norm and AdamW, by tiles that stay in the second-level cache. */
public final class OptimizerKernels {
    private static final int TILE = 8192; // 32 KiB: several pages, which the processor fetches ahead
    private static final int LANES = 64;

    // A tile whose sum of squares leaves this range is added up again, scaled by a power of two so that no square is
    // lost:
    // a float32 of 2^-149 to 2^128 times 2^100, or times 2^-76, has a square that is a float32 where it matters.
    private static final double SMALL_SUM = 1e-25;
    private static final float UP = 0x1p100f;
    private static final float DOWN = 0x1p-76f;

    private OptimizerKernels() {}

    public static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(GradientNorm.class, op -> norm(op, buffers, workers));
        bindings.on(Guard.class, op -> guard(op, buffers));
        bindings.on(Clamp.class, op -> clamp(op, buffers));
        bindings.on(AdamWStep.class, op -> adamW(op, buffers, workers));
        bindings.on(Average.class, op -> average(op, buffers, workers));
    }

    static Op norm(GradientNorm op, Buffers buffers, Workers workers) {
        List<FloatBuffer> gradients =
                op.gradients().stream().map(buffers::floats).toList();
        FloatBuffer norm = buffers.floats(op.norm());
        FloatBuffer factor = buffers.floats(op.factor());
        int[] lengths = gradients.stream().mapToInt(FloatBuffer::capacity).toArray();
        FloatBuffer[] buffer = gradients.toArray(FloatBuffer[]::new);
        double[][] partial = new double[buffer.length][];
        Workers.Kernel[] kernels = new Workers.Kernel[buffer.length];
        float[][] tiles = new float[workers.count()][TILE];
        float[][] lanes = new float[workers.count()][LANES];
        for (int g = 0; g < buffer.length; g++) {
            double[] sums = new double[tiles(lengths[g])]; // one a tile, so the sum's order is that of the tiles
            FloatBuffer values = buffer[g];
            int length = lengths[g];
            partial[g] = sums;
            kernels[g] = (from, to, worker) -> {
                for (int t = from; t < to; t++) {
                    sums[t] =
                            squares(values, t * TILE, Math.min(TILE, length - t * TILE), tiles[worker], lanes[worker]);
                }
            };
        }
        return () -> {
            double total = 0;
            for (int g = 0; g < kernels.length; g++) {
                workers.run(kernels[g], partial[g].length);
                for (double sum : partial[g]) {
                    total += sum;
                }
            }
            double length = Math.sqrt(total);
            norm.put(0, (float) length);
            factor.put(0, (float) op.factorOf(length));
        };
    }

    static Op guard(Guard op, Buffers buffers) {
        FloatBuffer loss = buffers.floats(op.loss());
        FloatBuffer norm = buffers.floats(op.norm());
        FloatBuffer factor = buffers.floats(op.factor());
        FloatBuffer limits = buffers.floats(op.limits());
        FloatBuffer open = buffers.floats(op.open());
        return () -> open.put(0, Guard.decide(loss.get(0), norm.get(0), factor.get(0), limits.get(0), limits.get(1)));
    }

    static Op clamp(Clamp op, Buffers buffers) {
        FloatBuffer x = buffers.floats(op.x());
        FloatBuffer open = buffers.floats(op.open());
        FloatBuffer told = buffers.floats(op.told());
        return () -> {
            float value = op.of(x.get(0), open.get(0));
            x.put(0, value);
            told.put(0, value);
        };
    }

    static Op adamW(AdamWStep op, Buffers buffers, Workers workers) {
        Tensor parameter = op.parameter();
        FloatBuffer p = buffers.floats(parameter);
        FloatBuffer g = buffers.floats(op.gradient());
        FloatBuffer m = buffers.floats(op.moment1());
        FloatBuffer v = buffers.floats(op.moment2());
        FloatBuffer schedule = buffers.floats(op.schedule());
        FloatBuffer factor = buffers.floats(op.factor());
        FloatBuffer open = buffers.floats(op.open());
        int length = Math.toIntExact(parameter.shape().elements());
        float[][][] scratch = new float[workers.count()][4][TILE];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[][] tile = scratch[worker];
            float lr = schedule.get(0) * op.rate();
            float keep = 1 - lr * op.decay();
            float step = lr / schedule.get(1);
            float root = (float) (1 / Math.sqrt(schedule.get(2)));
            float clip = factor.get(0);
            for (int t = from; t < to; t++) {
                int at = t * TILE;
                int count = Math.min(TILE, length - at);
                p.get(at, tile[0], 0, count);
                g.get(at, tile[1], 0, count);
                m.get(at, tile[2], 0, count);
                v.get(at, tile[3], 0, count);
                update(tile[0], tile[1], tile[2], tile[3], count, op, keep, step, root, clip);
                p.put(at, tile[0], 0, count);
                m.put(at, tile[2], 0, count);
                v.put(at, tile[3], 0, count);
            }
        };
        return () -> {
            if (open.get(0) != 0) {
                workers.run(kernel, tiles(length));
            }
        };
    }

    private static void update(
            float[] p,
            float[] g,
            float[] m,
            float[] v,
            int count,
            AdamWStep op,
            float keep,
            float step,
            float root,
            float clip) {
        float b1 = op.beta1();
        float b2 = op.beta2();
        float epsilon = op.epsilon();
        for (int i = 0; i < count; i++) {
            float gradient = g[i] * clip;
            float mean = b1 * m[i] + (1 - b1) * gradient;
            float square = b2 * v[i] + (1 - b2) * gradient * gradient;
            m[i] = mean;
            v[i] = square;
            p[i] = p[i] * keep - step * mean / ((float) Math.sqrt(square) * root + epsilon);
        }
    }

    static Op average(Average op, Buffers buffers, Workers workers) {
        FloatBuffer average = buffers.floats(op.average());
        FloatBuffer parameter = buffers.floats(op.parameter());
        FloatBuffer share = buffers.floats(op.share());
        FloatBuffer open = buffers.floats(op.open());
        int length = average.capacity();
        float[][][] scratch = new float[workers.count()][2][TILE];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] a = scratch[worker][0];
            float[] p = scratch[worker][1];
            float part = share.get(0);
            for (int t = from; t < to; t++) {
                int at = t * TILE;
                int count = Math.min(TILE, length - at);
                average.get(at, a, 0, count);
                parameter.get(at, p, 0, count);
                for (int i = 0; i < count; i++) {
                    a[i] += part * (p[i] - a[i]);
                }
                average.put(at, a, 0, count);
            }
        };
        return () -> {
            if (open.get(0) != 0) {
                workers.run(kernel, tiles(length));
            }
        };
    }

    /** The sum of squares of a tile; NaN or infinite only if one of its values is. */
    private static double squares(FloatBuffer values, int at, int count, float[] tile, float[] lanes) {
        values.get(at, tile, 0, count);
        Arrays.fill(tile, count, TILE, 0);
        double sum = squares(tile, lanes, 1);
        if (sum < SMALL_SUM) {
            return squares(tile, lanes, UP);
        }
        return sum < Float.POSITIVE_INFINITY ? sum : squares(tile, lanes, DOWN);
    }

    /** Runs of {@link #LANES} add up side by side in float32, which the compiler turns into vectors, then in double. */
    private static double squares(float[] tile, float[] lanes, float scale) {
        Arrays.fill(lanes, 0);
        for (int run = 0; run < TILE; run += LANES) {
            for (int i = 0; i < LANES; i++) {
                float scaled = tile[run + i] * scale;
                lanes[i] += scaled * scaled;
            }
        }
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum / ((double) scale * scale);
    }

    private static int tiles(int length) {
        return (length + TILE - 1) / TILE;
    }
}
