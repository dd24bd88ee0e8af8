package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Target;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.DType;
import java.util.List;

/** Attention on tensor cores: a block has 64 tokens of one head, and no map of scores reaches memory. */
final class FusedAttention {
    private static final int BLOCK = 128;
    private static final int TILE = 64;
    private static final int[] WIDTHS = {32, 64, 80, 96, 112, 128}; // each a source of its own
    private static final int PADDING = 8; // elements between rows in shared memory

    /** Fewer tokens than a warp's tile are left to plain arithmetic. */
    private static final int LEAST_TOKENS = 16;

    /** The widest heads whose keys and values the gradient kernel keeps in registers. */
    private static final int KEPT_IN_REGISTERS = 80;

    /** The longest sequences whose gradient a block computes whole; of heads that are kept in registers. */
    private static final int MOST_TOKENS_OF_BLOCK = 128;

    private static final int ROWS_OF_WARP = 16;

    private FusedAttention() {}

    static boolean suits(Attention op, Target target) {
        int depth = op.width() / op.heads();
        return target.tensorCores()
                && op.fused()
                && op.q().dtype() == DType.BFLOAT16
                && op.visible() == null
                && op.queries() == op.tokens()
                && op.tokens() >= LEAST_TOKENS
                && depth % 8 == 0
                && depth <= WIDTHS[WIDTHS.length - 1]
                && gradientBytes(width(op)) <= target.sharedBytes()
                && Runs.aligned(op.q(), op.k(), op.v(), op.out());
    }

    static boolean suits(Attention.Grad op, Target target) {
        return suits(op.forward(), target) && Runs.aligned(op.dout(), op.dq(), op.dk(), op.dv());
    }

    static List<Launch> forward(Attention op) {
        int width = width(op);
        Call call = call("attention_", op)
                .rows(op.q())
                .rows(op.k())
                .rows(op.v())
                .rows(op.out())
                .pass(op.probabilities());
        return List.of(sizes(call, op).launch(blocks(op), 1, BLOCK, 3 * tileBytes(width)));
    }

    static List<Launch> backward(Attention.Grad op, Target target) {
        Attention forward = op.forward();
        boolean whole = forward.tokens() <= MOST_TOKENS_OF_BLOCK
                && width(forward) <= KEPT_IN_REGISTERS
                && wholeBytes(forward) <= target.sharedBytes();
        return whole ? List.of(whole(op)) : twoPasses(op);
    }

    private static Launch whole(Attention.Grad op) {
        Attention forward = op.forward();
        String variant = forward.tokens() <= TILE ? "64_tokens_" : "128_tokens_";
        Call call = read(call("attention_whole_" + variant, forward), op)
                .rows(forward.out())
                .rows(op.dq())
                .rows(op.dk())
                .rows(op.dv())
                .pass(forward.probabilities());
        long heads = (long) forward.batch() * forward.heads();
        return sizes(call, forward).launch(heads, 1, 2 * padded(forward), wholeBytes(forward));
    }

    private static List<Launch> twoPasses(Attention.Grad op) {
        Attention forward = op.forward();
        int width = width(forward);
        long rows = (long) forward.batch() * forward.tokens() * forward.heads();
        Launch deltas = call("attention_deltas_", forward)
                .rows(forward.out())
                .rows(op.dout())
                .pass(op.scores())
                .pass(forward.heads())
                .pass(forward.tokens())
                .pass(forward.width() / forward.heads())
                .pass(rows)
                .launch(Call.parts(rows, BLOCK / 8), BLOCK);
        Call dkv = read(call("attention_dkv_", forward), op)
                .rows(op.dk())
                .rows(op.dv())
                .pass(forward.probabilities())
                .pass(op.scores());
        Call dq = read(call("attention_dq_", forward), op)
                .rows(op.dq())
                .pass(forward.probabilities())
                .pass(op.scores());
        return List.of(
                deltas,
                sizes(dkv, forward).launch(blocks(forward), 1, BLOCK, gradientBytes(width)),
                sizes(dq, forward).launch(blocks(forward), 1, BLOCK, 4 * tileBytes(width)));
    }

    private static Call call(String kernel, Attention op) {
        return new Call("attention_" + width(op) + ".cu", kernel + width(op));
    }

    private static Call read(Call call, Attention.Grad op) {
        Attention forward = op.forward();
        return call.rows(forward.q()).rows(forward.k()).rows(forward.v()).rows(op.dout());
    }

    private static Call sizes(Call call, Attention op) {
        return call.pass(op.heads())
                .pass(op.tokens())
                .pass(op.width() / op.heads())
                .pass(op.causal())
                .pass(op.scale());
    }

    private static long blocks(Attention op) {
        return (long) op.batch() * op.heads() * Call.parts(op.tokens(), TILE);
    }

    /** The least width of a source that holds the heads. */
    private static int width(Attention op) {
        int depth = op.width() / op.heads();
        for (int width : WIDTHS) {
            if (depth <= width) {
                return width;
            }
        }
        return depth; // suits nothing
    }

    /** The tokens, and zeros up to a whole number of warps' rows. */
    private static int padded(Attention op) {
        return (op.tokens() + ROWS_OF_WARP - 1) / ROWS_OF_WARP * ROWS_OF_WARP;
    }

    /** Queries, keys, values and gradients; the scores' gradients; sums and deltas. */
    private static int wholeBytes(Attention op) {
        int rows = padded(op);
        int elements = rows * (4 * (width(op) + PADDING) + rows + PADDING);
        return elements * DType.BFLOAT16.bytes() + 2 * rows * Float.BYTES;
    }

    private static int tileBytes(int width) {
        return TILE * (width + PADDING) * DType.BFLOAT16.bytes();
    }

    /** Two stages of queries and gradients with their sums and deltas, and keys and values unless registers hold them. */
    private static int gradientBytes(int width) {
        int tiles = width <= KEPT_IN_REGISTERS ? 4 : 6;
        return tiles * tileBytes(width) + 4 * TILE * Float.BYTES;
    }
}
