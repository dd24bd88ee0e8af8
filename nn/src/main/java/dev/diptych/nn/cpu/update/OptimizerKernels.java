package dev.diptych.nn.cpu.update;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** The global gradient norm, by tiles that stay in the second-level cache; the guard and bounds. */
public final class OptimizerKernels {
    private static final int TILE = UpdateKernels.TILE;
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
