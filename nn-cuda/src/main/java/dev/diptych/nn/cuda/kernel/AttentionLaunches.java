package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Call;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Runs;
import dev.diptych.nn.cuda.launch.Space;
import dev.diptych.nn.cuda.launch.Target;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.op.Attention;
import java.util.List;

/** Attention by warps of plain arithmetic, for any shape; {@link FusedAttention} where tensor cores can. */
final class AttentionLaunches {
    private static final String SOURCE = "attention_plain.cu";
    private static final int BLOCK = 128;
    private static final int ROWS_OF_BLOCK = 4;
    private static final int[] WIDEST_HEADS = {64, 128, 256}; // of each variant

    private AttentionLaunches() {}

    static void offer(Bindings<List<Launch>> bindings, Target target) {
        bindings.on(Attention.class, op -> attention(op, target));
        bindings.on(Attention.Grad.class, op -> attentionGrad(op, target));
    }

    static List<Launch> attention(Attention op, Target target) {
        return FusedAttention.suits(op, target) ? FusedAttention.forward(op) : plain(op);
    }

    static List<Launch> attentionGrad(Attention.Grad op, Target target) {
        return FusedAttention.suits(op, target) ? FusedAttention.backward(op, target) : plainGrad(op);
    }

    private static List<Launch> plain(Attention op) {
        long rows = (long) op.batch() * op.heads() * op.queries();
        Call call = new Call(SOURCE, "attention_plain_" + variant(op))
                .rows(op.q())
                .rows(op.k())
                .rows(op.v())
                .rows(op.out())
                .pass(op.visible())
                .pass(op.fused() ? null : op.probabilities())
                .pass(op.fused() ? op.probabilities() : null);
        return List.of(sizes(call, op, rows).launch(Call.parts(rows, ROWS_OF_BLOCK), BLOCK));
    }

    private static List<Launch> plainGrad(Attention.Grad op) {
        Attention forward = op.forward();
        boolean fused = forward.fused();
        long queries = (long) forward.batch() * forward.heads() * forward.queries();
        long keys = (long) forward.batch() * forward.heads() * forward.tokens();
        Argument deltas = fused ? new Argument.Address(op.scores()) : new Space().floats(queries);
        Call dq = new Call(SOURCE, "attention_plain_dq_" + variant(forward))
                .rows(forward.q())
                .rows(forward.k())
                .rows(forward.v())
                .pass(fused ? forward.out() : null)
                .pass(forward.out().rowStride())
                .rows(op.dout())
                .rows(op.dq())
                .pass(forward.visible())
                .pass(fused ? null : forward.probabilities())
                .pass(fused ? forward.probabilities() : null)
                .pass(deltas);
        Call dkv = new Call(SOURCE, "attention_plain_dkv_" + variant(forward))
                .rows(forward.q())
                .rows(forward.k())
                .rows(forward.v())
                .rows(op.dout())
                .rows(op.dk())
                .rows(op.dv())
                .pass(forward.visible())
                .pass(fused ? null : forward.probabilities())
                .pass(fused ? forward.probabilities() : null)
                .pass(deltas);
        return List.of(
                sizes(dq, forward, queries).launch(Call.parts(queries, ROWS_OF_BLOCK), BLOCK),
                sizes(dkv, forward, keys).launch(Call.parts(keys, ROWS_OF_BLOCK), BLOCK));
    }

    private static Call sizes(Call call, Attention op, long rows) {
        return call.pass(op.heads())
                .pass(op.queries())
                .pass(op.tokens())
                .pass(op.width() / op.heads())
                .pass(op.causal())
                .pass(op.scale())
                .pass(rows);
    }

    private static String variant(Attention op) {
        int depth = op.width() / op.heads();
        for (int widest : WIDEST_HEADS) {
            if (depth <= widest) {
                return Runs.type(op.q()) + "_" + widest;
            }
        }
        throw new IllegalArgumentException("attention: " + op.q() + ": " + op.heads() + " heads of width " + depth
                + ", expected at most " + WIDEST_HEADS[WIDEST_HEADS.length - 1]);
    }
}
