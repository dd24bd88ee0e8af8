package dev.diptych.nn.layer;

import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * Multi-head self-attention with packed query, key and value projections.
 *
 * @param packed [3W, W]: queries, keys, values
 * @param branch [W, W]
 */
record SelfAttention(Linear packed, Branch branch, int heads, boolean causal) {
    /** @return {@code x + branch(attention(normed))}, float32 [B, T, W] */
    Tensor apply(Tape tape, String name, Tensor normed, Tensor x) {
        int batch = x.shape().size(0);
        int tokens = x.shape().size(1);
        int width = x.shape().size(2);
        Tensor qkv = packed.apply(tape, name + ".in_proj", normed);
        Tensor mixed = tape.computed(name + ".mixed", batch, tokens, width);
        tape.record(Attention.of(
                tape,
                name,
                qkv.columns(0, width),
                qkv.columns(width, width),
                qkv.columns(2 * width, width),
                heads,
                causal,
                null,
                mixed));
        return branch.join(tape, name + ".out_proj", mixed, x);
    }

    /** The same for one token of each sequence: keys and values of all, query and projection of one; [B, 1, W]. */
    Tensor applyPooled(Tape tape, String name, Tensor normed, Tensor x, Pooling pooling) {
        int batch = x.shape().size(0);
        int width = x.shape().size(2);
        Tensor keysAndValues = packed.outputs(width, 2 * width).apply(tape, name + ".in_proj.kv", normed);
        Tensor query = packed.outputs(0, width).apply(tape, name + ".in_proj.q", pooling.select(tape, normed));
        Tensor mixed = tape.computed(name + ".mixed", batch, 1, width);
        tape.record(Attention.of(
                tape,
                name,
                query,
                keysAndValues.columns(0, width),
                keysAndValues.columns(width, width),
                heads,
                false,
                causal ? pooling.tokens() : null,
                mixed));
        return branch.join(tape, name + ".out_proj", mixed, pooling.select(tape, x));
    }
}
