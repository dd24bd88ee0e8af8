package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Attention of packed sequences: copied into padded blocks of like lengths, where the engine's own runs, and back. */
final class AttentionKernel {
    private final Engine engine;
    private final Buffers buffers;
    private final Workers workers;
    private final Map<Padding.Kind, Padding> paddings = new HashMap<>();

    AttentionKernel(Engine engine, Buffers buffers, Workers workers) {
        this.engine = engine;
        this.buffers = buffers;
        this.workers = workers;
    }

    Op forward(PackedAttention op) {
        return new AttentionPass(op, null, padding(op, false), workers);
    }

    Op backward(PackedAttention.Grad op) {
        return new AttentionPass(op.forward(), op, padding(op.forward(), true), workers);
    }

    private Padding padding(PackedAttention op, boolean gradient) {
        Tensor packed = op.packed();
        Padding.Kind kind =
                new Padding.Kind(op.pooled(), gradient, packed.dtype(), op.width(), op.heads(), op.longest());
        return paddings.computeIfAbsent(kind, key -> new Padding(key, engine, buffers));
    }
}
