package dev.diptych.bench.torch;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;

/** Random input, the same numbers as those of {@code diptych bench}. */
final class Inputs {
    private final SplittableRandom random = new SplittableRandom(0);

    /** float32 [B, 3, S, S], uniform in [-1, 1). */
    Tensor images(int batch, int side) {
        float[] values = new float[batch * 3 * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return AbstractTensor.create(values, batch, 3, side, side);
    }

    /** int64 [B, T], drawn as captions of {@code context} tokens and cut. */
    Tensor ids(int batch, int context, int vocab, int tokens) {
        int[] drawn = random.ints((long) batch * context, 0, vocab).toArray();
        long[] values = new long[batch * tokens];
        Arrays.setAll(values, i -> drawn[i / tokens * context + i % tokens]);
        return AbstractTensor.create(values, batch, tokens);
    }

    /** int64 [B], the rows of [B T] that captions of T tokens are pooled at. */
    static Tensor pooled(int batch, int tokens) {
        int[] lengths = new int[batch];
        Arrays.fill(lengths, tokens);
        return pooled(lengths, tokens);
    }

    /** int64 [B], the rows of [B T] that captions of such lengths are pooled at. */
    static Tensor pooled(int[] lengths, int tokens) {
        long[] rows = new long[lengths.length];
        Arrays.setAll(rows, i -> (long) i * tokens + lengths[i] - 1);
        return AbstractTensor.create(rows);
    }
}
