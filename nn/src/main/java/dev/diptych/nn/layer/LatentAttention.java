package dev.diptych.nn.layer;

import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * Multi-head attention to a sequence's tokens from learnt queries that all sequences share (Lee et al. 2019, section
 * 3.2).
 *
 * @param query [E, E]
 * @param key [E, W]
 * @param value [E, W]
 * @param project [E, E]
 * @param heads a divisor of E
 */
record LatentAttention(Linear query, Linear key, Linear value, Linear project, int heads) {
    /**
     * Records the attention.
     *
     * @param latents float32 [N, E]
     * @param normed of the tape's type [B, T, W]
     * @return float32 [B, N, E]
     */
    Tensor apply(Tape tape, String name, Tensor latents, Tensor normed) {
        int batch = normed.shape().size(0);
        int count = latents.shape().size(0);
        int width = latents.shape().last();
        Tensor projected = tape.activation(name + ".q", count, width);
        tape.record(Matmul.linear(latents, query.weight(), query.bias(), projected));
        Tensor queries = tape.computed(name + ".queries", batch, count, width);
        tape.record(new Repeat(projected, queries));
        Tensor mixed = tape.computed(name + ".mixed", batch, count, width);
        tape.record(Attention.of(
                tape,
                name,
                queries,
                key.apply(tape, name + ".k", normed),
                value.apply(tape, name + ".v", normed),
                heads,
                false,
                null,
                mixed));
        return project.applyToStream(tape, name + ".proj", mixed);
    }
}
