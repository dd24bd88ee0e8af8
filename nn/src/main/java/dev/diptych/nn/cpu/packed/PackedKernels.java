package dev.diptych.nn.cpu.packed;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.op.packed.PackedEmbedding;

/** The primitives on packed sequences, on a host engine's memory. */
public final class PackedKernels {
    private PackedKernels() {}

    /**
     * Adds them to an engine's bindings.
     *
     * @param engine binds {@link dev.diptych.nn.op.Attention} and its gradient
     * @param buffers those of the engine
     */
    public static void offer(Bindings<Op> bindings, Engine engine, Buffers buffers, Workers workers) {
        bindings.on(PackedEmbedding.class, op -> EmbeddingKernel.forward(op, buffers, workers));
        bindings.on(PackedEmbedding.Grad.class, op -> EmbeddingKernel.backward(op, buffers, workers));
        AttentionKernel attention = new AttentionKernel(engine, buffers, workers);
        bindings.on(PackedAttention.class, attention::forward);
        bindings.on(PackedAttention.Grad.class, attention::backward);
    }
}
