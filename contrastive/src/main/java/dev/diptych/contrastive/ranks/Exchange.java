package dev.diptych.contrastive.ranks;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.PeerDevices;
import dev.diptych.nn.engine.Peering;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ranks tell each other of an engine's tensors: features and gradients. Alone, each has all there is already. */
public final class Exchange {
    private static final int PART = 1 << 24; // values that are added up at a time

    private final Ranks ranks;
    private final Engine engine;
    private final @Nullable PeerDevices devices; // null where hosts tell each other
    private final List<Tensor> late = new ArrayList<>(); // what is added up in copies
    private FloatBuffer own = floats(0);
    private FloatBuffer all = floats(0);

    /**
     * Connects the ranks' devices where they can be.
     *
     * @param engine whose tensors are told
     */
    public Exchange(Ranks ranks, Engine engine) {
        this.ranks = ranks;
        this.engine = engine;
        this.devices = ranks.alone() ? null : connected(ranks, engine.peering());
    }

    private static @Nullable PeerDevices connected(Ranks ranks, @Nullable Peering peering) {
        if (ranks.any(peering == null) || peering == null) {
            return null;
        }
        byte[] invitation = ranks.first() ? peering.invitation() : new byte[0];
        int[] lengths = new int[ranks.size()];
        lengths[ranks.rank()] = invitation.length;
        ranks.gather(lengths);
        int[] all = new int[lengths[0] * ranks.size()];
        for (int i = 0; i < invitation.length; i++) {
            all[i] = invitation[i];
        }
        ranks.gather(all);
        byte[] told = new byte[lengths[0]];
        for (int i = 0; i < told.length; i++) {
            told[i] = (byte) all[i];
        }
        return peering.join(told, ranks.rank(), ranks.size());
    }

    /** Whether the devices tell each other without the hosts. */
    public boolean direct() {
        return devices != null;
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
        if (devices != null) {
            devices.gather(mine, part(rows, 0, count));
            return;
        }
        own = fitting(own, part);
        FloatBuffer there = engine.host(part(rows, 0, count));
        if (there != null) {
            engine.finish();
            own.put(0, there, ranks.rank() * part, part);
            ranks.gather(own, there);
            return;
        }
        float[] values = new float[part];
        engine.read(mine, values);
        all = fitting(all, count);
        own.put(0, values);
        ranks.gather(own, all);
        float[] together = new float[count];
        all.get(0, together);
        engine.write(part(rows, 0, count), together);
    }

    /**
     * Adds up rows that all ranks have in common, of which each gets the sums of its share; its others are of no use afterwards.
     *
     * @param rows float32 [B, D]; rank r's are the r-th of R equal parts
     */
    public void sumShares(Tensor rows) {
        if (ranks.alone()) {
            return;
        }
        int count = Math.toIntExact(rows.shape().elements());
        int part = count / ranks.size();
        Tensor mine = part(rows, (long) ranks.rank() * part, part);
        if (devices != null) {
            devices.sumShares(part(rows, 0, count), mine);
            return;
        }
        FloatBuffer there = engine.host(part(rows, 0, count));
        if (there != null) {
            engine.finish();
            ranks.sumShares(there, there.slice(ranks.rank() * part, part));
            return;
        }
        float[] together = new float[count];
        engine.read(part(rows, 0, count), together);
        all = fitting(all, count);
        all.put(0, together);
        own = fitting(own, part);
        ranks.sumShares(all, own);
        float[] values = new float[part];
        own.get(0, values);
        engine.write(mine, values);
    }

    /** Adds up what each rank has in a contiguous float32 tensor. */
    public void sum(Tensor values) {
        if (ranks.alone()) {
            return;
        }
        if (devices != null) {
            begin(values);
            finish();
            return;
        }
        engine.finish();
        for (Tensor part : parts(values)) {
            FloatBuffer there = engine.host(part);
            if (there == null) {
                sumCopy(part);
            } else {
                ranks.sum(there);
            }
        }
    }

    /**
     * Begins what {@link #sum(Tensor)} does. Until {@link #finish} has returned nothing else may touch the values; where the host cannot
     * reach them, they are added up only then.
     */
    public void begin(Tensor values) {
        if (ranks.alone()) {
            return;
        }
        if (devices != null) {
            devices.beginSum(values);
            return;
        }
        for (Tensor part : parts(values)) {
            FloatBuffer there = engine.host(part);
            if (there == null) {
                late.add(part);
            } else {
                engine.finish();
                ranks.beginSum(there);
            }
        }
    }

    /** Ends all sums that were begun. */
    public void finish() {
        if (devices != null) {
            devices.finishSums();
            return;
        }
        ranks.finishSums();
        if (!late.isEmpty()) {
            late.forEach(this::sumCopy);
            late.clear();
        }
    }

    /** Keeps of what each rank has the whole of, not a share, the first rank's alone: the sum then counts it once. */
    public void countOnce(Tensor values) {
        if (!ranks.first()) {
            engine.write(values, new float[Math.toIntExact(values.shape().elements())]);
        }
    }

    private void sumCopy(Tensor values) {
        float[] copy = new float[Math.toIntExact(values.shape().elements())];
        engine.read(values, copy);
        own = fitting(own, copy.length);
        own.put(0, copy);
        ranks.sum(own);
        own.get(0, copy);
        engine.write(values, copy);
    }

    private static List<Tensor> parts(Tensor values) {
        List<Tensor> parts = new ArrayList<>();
        long count = values.shape().elements();
        for (long from = 0; from < count; from += PART) {
            parts.add(part(values, from, (int) Math.min(PART, count - from)));
        }
        return parts;
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
