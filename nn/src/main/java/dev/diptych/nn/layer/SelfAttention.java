package dev.diptych.nn.layer;

import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.packing.Packing;
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

    /** The same of packed sequences, which must be causal; [R, W]. */
    Tensor apply(Tape tape, String name, Tensor normed, Tensor x, Packing packing) {
        requireCausal();
        int width = x.shape().last();
        Tensor qkv = packed.apply(tape, name + ".in_proj", normed);
        Tensor mixed = tape.computed(name + ".mixed", packing.rows(), width);
        tape.record(new PackedAttention(null, qkv, packing.starts(), heads, packing.longest(), mixed));
        return branch.join(tape, name + ".out_proj", mixed, x);
    }

    /** The same for the last token of each packed sequence; [B, W]. */
    Tensor applyPooled(Tape tape, String name, Tensor normed, Tensor x, Packing packing) {
        requireCausal();
        int width = x.shape().last();
        Tensor keysAndValues = packed.outputs(width, 2 * width).apply(tape, name + ".in_proj.kv", normed);
        Tensor query = packed.outputs(0, width).apply(tape, name + ".in_proj.q", packing.last(tape, normed));
        Tensor mixed = tape.computed(name + ".mixed", packing.sequences(), width);
        tape.record(new PackedAttention(query, keysAndValues, packing.starts(), heads, packing.longest(), mixed));
        return branch.join(tape, name + ".out_proj", mixed, packing.last(tape, x));
    }

    private void requireCausal() {
        if (!causal) {
            throw new IllegalArgumentException("attention: packed sequences, expected a causal tower");
        }
    }
}
