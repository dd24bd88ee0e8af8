package dev.diptych.nn.cpu.update;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** What optimisers do element by element, by tiles that stay in the second-level cache. */
public final class UpdateKernels {
    static final int TILE = 8192; // 32 KiB: several pages, which the processor fetches ahead

    private UpdateKernels() {}

    public static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(AdamWStep.class, op -> adamW(op, buffers, workers));
        bindings.on(LionStep.class, op -> lion(op, buffers, workers));
        bindings.on(Descent.class, op -> descent(op, buffers, workers));
        bindings.on(Nesterov.class, op -> nesterov(op, buffers, workers));
        bindings.on(Average.class, op -> average(op, buffers, workers));
        bindings.on(Mix.class, op -> mix(op, buffers, workers));
    }

    private static Op adamW(AdamWStep op, Buffers buffers, Workers workers) {
        FloatBuffer schedule = buffers.floats(op.schedule());
        FloatBuffer factor = buffers.floats(op.factor());
        FloatBuffer open = buffers.floats(op.open());
        List<Tensor> tensors = List.of(op.parameter(), op.moment1(), op.moment2(), op.gradient());
        Op pass = tiled(tensors, 3, buffers, workers, (tiles, count) -> {
            float lr = schedule.get(0) * op.rate();
            float keep = 1 - lr * op.decay();
            float step = lr / schedule.get(1);
            float root = (float) (1 / Math.sqrt(schedule.get(2)));
            adamW(tiles[0], tiles[3], tiles[1], tiles[2], count, op, keep, step, root, factor.get(0));
        });
        return guarded(open, pass);
    }

    private static void adamW(
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

    private static Op lion(LionStep op, Buffers buffers, Workers workers) {
        FloatBuffer schedule = buffers.floats(op.schedule());
        FloatBuffer factor = buffers.floats(op.factor());
        FloatBuffer open = buffers.floats(op.open());
        Op pass = tiled(List.of(op.parameter(), op.moment(), op.gradient()), 2, buffers, workers, (tiles, count) -> {
            float lr = schedule.get(0) * op.rate();
            lion(tiles[0], tiles[1], tiles[2], count, op, 1 - lr * op.decay(), lr, factor.get(0));
        });
        return guarded(open, pass);
    }

    private static void lion(
            float[] p, float[] m, float[] g, int count, LionStep op, float keep, float lr, float clip) {
        float b1 = op.beta1();
        float b2 = op.beta2();
        for (int i = 0; i < count; i++) {
            float gradient = g[i] * clip;
            p[i] = p[i] * keep - lr * Math.signum(b1 * m[i] + (1 - b1) * gradient);
            m[i] = b2 * m[i] + (1 - b2) * gradient;
        }
    }

    private static Op descent(Descent op, Buffers buffers, Workers workers) {
        FloatBuffer schedule = buffers.floats(op.schedule());
        FloatBuffer open = buffers.floats(op.open());
        Op pass = tiled(List.of(op.parameter(), op.direction()), 1, buffers, workers, (tiles, count) -> {
            float lr = schedule.get(0) * op.rate();
            sum(tiles[0], 1 - lr * op.decay(), tiles[1], -lr, tiles[0], count);
        });
        return guarded(open, pass);
    }

    private static Op nesterov(Nesterov op, Buffers buffers, Workers workers) {
        FloatBuffer factor = buffers.floats(op.factor());
        FloatBuffer open = buffers.floats(op.open());
        Op pass = tiled(List.of(op.gradient(), op.moment()), 2, buffers, workers, (tiles, count) -> {
            sum(tiles[1], op.beta(), tiles[0], factor.get(0), tiles[1], count);
            sum(tiles[0], factor.get(0), tiles[1], op.beta(), tiles[0], count);
        });
        return guarded(open, pass);
    }

    private static Op average(Average op, Buffers buffers, Workers workers) {
        FloatBuffer share = buffers.floats(op.share());
        FloatBuffer open = buffers.floats(op.open());
        Op pass = tiled(List.of(op.average(), op.parameter()), 1, buffers, workers, (tiles, count) -> {
            float[] a = tiles[0];
            float[] p = tiles[1];
            float part = share.get(0);
            for (int i = 0; i < count; i++) {
                a[i] += part * (p[i] - a[i]);
            }
        });
        return guarded(open, pass);
    }

    private static Op mix(Mix op, Buffers buffers, Workers workers) {
        return tiled(
                List.of(op.out(), op.x(), op.y()),
                1,
                buffers,
                workers,
                (tiles, count) -> sum(tiles[1], op.alpha(), tiles[2], op.beta(), tiles[0], count));
    }

    private static void sum(float[] x, float alpha, float[] y, float beta, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = alpha * x[i] + beta * y[i];
        }
    }

    private static Op guarded(FloatBuffer open, Op op) {
        return () -> {
            if (open.get(0) != 0) {
                op.run();
            }
        };
    }

    /** What is done to a tile of each of several tensors. */
    private interface Tiles {
        void run(float[][] tiles, int count);
    }

    /** Reads tensors of equal length tile by tile, and writes the first {@code written} of them back. */
    private static Op tiled(List<Tensor> tensors, int written, Buffers buffers, Workers workers, Tiles tiles) {
        FloatBuffer[] memory = tensors.stream().map(buffers::floats).toArray(FloatBuffer[]::new);
        int length = Math.toIntExact(tensors.get(0).shape().elements());
        float[][][] scratch = new float[workers.count()][memory.length][Math.min(TILE, length)];
        Workers.Kernel kernel = (from, to, worker) -> {
            for (int t = from; t < to; t++) {
                int at = t * TILE;
                int count = Math.min(TILE, length - at);
                float[][] tile = scratch[worker];
                for (int i = 0; i < memory.length; i++) {
                    memory[i].get(at, tile[i], 0, count);
                }
                tiles.run(tile, count);
                for (int i = 0; i < written; i++) {
                    memory[i].put(at, tile[i], 0, count);
                }
            }
        };
        return () -> workers.run(kernel, (length + TILE - 1) / TILE);
    }
}
