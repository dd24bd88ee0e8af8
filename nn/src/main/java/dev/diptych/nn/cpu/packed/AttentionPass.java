package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.packed.PackedAttention;
import java.nio.IntBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * What stands behind a sequence in its block is zeroed: the causal mask hides it, but not if it is NaN, and with zeros in
 * its output's gradient it adds nothing to those of the keys and values before it. Places of a block that no sequence
 * takes are left as they are: they reach nothing.
 */
/** One attention of packed sequences, or its gradient, a block at a time. */
final class AttentionPass implements Op {
    private final int rows;
    private final Padding padding;
    private final Workers workers;
    private final Batches batches;
    private final Sides values;
    private final @Nullable Sides gradients;
    private final Batches.Taker taker = this::take; // made once, as the two below: a run allocates nothing
    private final Workers.Kernel load = this::load;
    private final Workers.Kernel store = this::store;
    private @Nullable Block block; // that the workers fill or empty

    /** @param gradient what is computed rather than {@code op}; null for {@code op} itself */
    AttentionPass(PackedAttention op, PackedAttention.@Nullable Grad gradient, Padding padding, Workers workers) {
        Buffers buffers = padding.buffers();
        this.rows = Math.toIntExact(op.packed().shape().rows());
        this.padding = padding;
        this.workers = workers;
        this.batches = new Batches(buffers.ints(op.starts()), op.sequences());
        this.values = Sides.of(op.queries(), op.packed(), op.out(), buffers);
        this.gradients =
                gradient == null ? null : Sides.of(gradient.dqueries(), gradient.dpacked(), gradient.dout(), buffers);
    }

    @Override
    public void run() {
        batches.run(padding, taker);
        if (gradients != null) {
            batches.zeroUnused(gradients.packed(), rows);
            if (gradients.queries() != null) {
                batches.zeroEmpty(gradients.queries());
            }
        } else if (values.queries() == null) {
            batches.zeroUnused(values.out(), rows);
        } else {
            batches.zeroEmpty(values.out());
        }
    }

    private void take(Block taken, int count) {
        block = taken;
        workers.run(load, count);
        taken.forward().run();
        if (taken.gradient() != null) {
            taken.gradient().op().run();
        }
        workers.run(store, count);
    }

    private void load(int from, int to, int worker) {
        Block target = Objects.requireNonNull(block);
        for (int place = from; place < to; place++) {
            load(place, target);
        }
    }

    private void load(int place, Block target) {
        int b = batches.member(place);
        int tokens = batches.tokens(b);
        int at = place * target.tokens();
        values.packed().copy(batches.start(b), target.values().packed(), at, tokens);
        target.values().packed().zero(at + tokens, target.tokens() - tokens);
        values.copyQuery(b, target.values(), place);
        IntBuffer visible = target.visible();
        if (visible != null) {
            visible.put(place, tokens - 1);
        }
        if (gradients == null || target.gradient() == null) {
            return;
        }
        Lines out = target.gradient().sides().out();
        if (values.queries() != null) {
            gradients.out().copy(b, out, place, 1);
        } else {
            gradients.out().copy(batches.start(b), out, at, tokens);
            out.zero(at + tokens, target.tokens() - tokens);
        }
    }

    private void store(int from, int to, int worker) {
        Block source = Objects.requireNonNull(block);
        for (int place = from; place < to; place++) {
            store(place, source);
        }
    }

    private void store(int place, Block source) {
        int b = batches.member(place);
        int at = place * source.tokens();
        if (gradients != null && source.gradient() != null) {
            Sides computed = source.gradient().sides();
            computed.packed().copy(at, gradients.packed(), batches.start(b), batches.tokens(b));
            computed.copyQuery(place, gradients, b);
        } else if (values.queries() != null) {
            source.values().out().copy(place, values.out(), b, 1);
        } else {
            source.values().out().copy(at, values.out(), batches.start(b), batches.tokens(b));
        }
    }
}
