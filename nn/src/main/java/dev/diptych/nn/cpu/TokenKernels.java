package dev.diptych.nn.cpu;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.token.PrependClass;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The class token before the patches. */
final class TokenKernels {
    private TokenKernels() {}

    static void offer(Bindings<Op> bindings, Buffers buffers, Workers workers) {
        bindings.on(PrependClass.class, op -> prepend(op, buffers, workers));
        bindings.on(PrependClass.Grad.class, op -> prependGrad(op, buffers, workers));
    }

    static Op prepend(PrependClass op, Buffers buffers, Workers workers) {
        FloatBuffer patches = buffers.floats(op.patches());
        FloatBuffer cls = buffers.floats(op.cls());
        FloatBuffer positions = buffers.floats(op.positions());
        FloatBuffer out = buffers.floats(op.out());
        int tokens = op.out().shape().size(1);
        int width = op.out().shape().last();
        int all = tokens * width;
        float[][] places = new float[workers.count()][all];
        float[][] images = new float[workers.count()][all];
        Workers.Kernel kernel = (from, to, worker) -> {
            float[] place = places[worker];
            float[] image = images[worker];
            positions.get(0, place);
            for (int b = from; b < to; b++) {
                cls.get(0, image, 0, width);
                patches.get(b * (all - width), image, width, all - width);
                for (int i = 0; i < all; i++) {
                    image[i] += place[i];
                }
                out.put(b * all, image);
            }
        };
        int batch = op.out().shape().size(0);
        return () -> workers.run(kernel, batch);
    }

    static Op prependGrad(PrependClass.Grad op, Buffers buffers, Workers workers) {
        FloatBuffer gradient = buffers.floats(op.dout());
        FloatBuffer patches = buffers.floats(op.dpatches());
        FloatBuffer cls = buffers.floats(op.dcls());
        @Nullable FloatBuffer positions = op.dpositions() == null ? null : buffers.floats(op.dpositions());
        int batch = op.dout().shape().size(0);
        int tokens = op.dout().shape().size(1);
        int width = op.dout().shape().last();
        float[][] sums = new float[workers.count()][width];
        float[][] rows = new float[workers.count()][width];
        Workers.Kernel kernel = (from, to, worker) -> { // a worker owns some token positions of all images
            float[] sum = sums[worker];
            float[] row = rows[worker];
            for (int t = from; t < to; t++) {
                Arrays.fill(sum, 0);
                for (int b = 0; b < batch; b++) {
                    gradient.get((b * tokens + t) * width, row);
                    for (int w = 0; w < width; w++) {
                        sum[w] += row[w];
                    }
                    if (t > 0) {
                        patches.put((b * (tokens - 1) + t - 1) * width, row);
                    }
                }
                if (positions != null) {
                    write(positions, t * width, sum, row, op.accumulate());
                }
                if (t == 0) {
                    write(cls, 0, sum, row, op.accumulate());
                }
            }
        };
        return () -> workers.run(kernel, tokens);
    }

    /** Writes {@code values} at {@code at}, or adds them to what stands there by way of {@code scratch}. */
    private static void write(FloatBuffer target, int at, float[] values, float[] scratch, boolean add) {
        if (!add) {
            target.put(at, values);
            return;
        }
        target.get(at, scratch);
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] += values[i];
        }
        target.put(at, scratch);
    }
}
