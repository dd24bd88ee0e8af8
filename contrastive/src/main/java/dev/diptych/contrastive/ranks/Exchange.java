package dev.diptych.contrastive.ranks;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** What ranks tell each other of an engine's tensors: features and gradients. Alone, each has all there is already. */
public final class Exchange {
    private static final int PART = 1 << 24; // values that are added up at a time

    private final Ranks ranks;
    private final Engine engine;
    private FloatBuffer own = floats(0);
    private FloatBuffer all = floats(0);

    /** @param engine whose tensors are told */
    public Exchange(Ranks ranks, Engine engine) {
        this.ranks = ranks;
        this.engine = engine;
    }

    public Ranks ranks() {
        return ranks;
    }

    /**
     * Fills rows that all ranks have in common, of which each has written its share.
     *
     * @param rows float32 [B, D]; rank r's are the r-th of R equal parts
     */
    public void gather(Tensor rows) {
        if (ranks.alone()) {
            return;
        }
        int count = Math.toIntExact(rows.shape().elements());
        int part = count / ranks.size();
        Tensor mine = part(rows, (long) ranks.rank() * part, part);
        float[] values = new float[part];
        engine.read(mine, values);
        own = fitting(own, part);
        all = fitting(all, count);
        own.put(0, values);
        ranks.gather(own, all);
        float[] together = new float[count];
        all.get(0, together);
        engine.write(part(rows, 0, count), together);
    }

    /** Adds up the gradients that each rank has of its own pairs. */
    public void sum(Parameters.Block gradients) {
        gradients.runs().forEach(run -> sum(run.values()));
    }

    /** Adds up what each rank has in a contiguous float32 tensor. */
    public void sum(Tensor values) {
        if (ranks.alone()) {
            return;
        }
        engine.finish();
        long count = values.shape().elements();
        for (long from = 0; from < count; from += PART) {
            sumPart(part(values, from, (int) Math.min(PART, count - from)));
        }
    }

    private void sumPart(Tensor values) {
        FloatBuffer there = engine.host(values);
        if (there != null) {
            ranks.sum(there);
            return;
        }
        float[] copy = new float[Math.toIntExact(values.shape().elements())];
        engine.read(values, copy);
        own = fitting(own, copy.length);
        own.put(0, copy);
        ranks.sum(own);
        own.get(0, copy);
        engine.write(values, copy);
    }

    private static Tensor part(Tensor whole, long from, int count) {
        return new Tensor(whole.storage(), Shape.of(count), count, whole.offset() + from);
    }

    private static FloatBuffer fitting(FloatBuffer buffer, int count) {
        FloatBuffer large = buffer.capacity() < count ? floats(count) : buffer;
        return large.clear().limit(count);
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
