package dev.diptych.nn.probe;

import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attention of several sequences and heads, read from packed projections. Its gradient's products have no masks. */
final class AttentionProbes {
    private AttentionProbes() {}

    static List<Probe> in(DType type) {
        String in = type == DType.FLOAT32 ? " in float32" : " in bfloat16";
        String causal = "causal attention" + in;
        return List.of(
                new Probe(causal, rig -> causal(rig, type, 3, 16, 2, 16)),
                new Probe(causal, rig -> causal(rig, type, 2, 77, 2, 32)),
                new Probe("attention of one query" + in, rig -> pooled(rig, type)));
    }

    private static void causal(Rig rig, DType type, int batch, int tokens, int heads, int head) {
        int width = heads * head;
        Tensor qkv = rig.normal(type, batch, tokens, 3 * width);
        Tensor dqkv = rig.normal(type, batch, tokens, 3 * width);
        attention(
                rig,
                new Tensors(
                        qkv.columns(0, width),
                        qkv.columns(width, width),
                        qkv.columns(2 * width, width),
                        dqkv.columns(0, width),
                        dqkv.columns(width, width),
                        dqkv.columns(2 * width, width)),
                heads,
                true,
                null);
    }

    private static void pooled(Rig rig, DType type) {
        int tokens = 17;
        Tensor kv = rig.normal(type, 3, tokens, 64);
        Tensor dkv = rig.normal(type, 3, tokens, 64);
        attention(
                rig,
                new Tensors(
                        rig.normal(type, 3, 1, 32),
                        kv.columns(0, 32),
                        kv.columns(32, 32),
                        rig.normal(type, 3, 1, 32),
                        dkv.columns(0, 32),
                        dkv.columns(32, 32)),
                2,
                false,
                new int[] {tokens - 1, 0, tokens / 2});
    }

    private static void attention(Rig rig, Tensors t, int heads, boolean causal, int @Nullable [] visible) {
        DType type = t.q.dtype();
        int batch = t.q.shape().size(0);
        int queries = t.q.shape().size(1);
        int tokens = t.k.shape().size(1);
        Tensor scores = rig.normal(DType.FLOAT32, batch, heads, queries, tokens);
        Tensor probabilities = type == DType.FLOAT32 ? scores : rig.normal(type, batch, heads, queries, tokens);
        Tensor out = rig.normal(type, t.q.shape().toArray());
        Tensor dout = rig.normal(type, t.q.shape().toArray());
        Tensor dscores = rig.normal(type, batch, heads, queries, tokens);
        Attention forward = new Attention(
                t.q,
                t.k,
                t.v,
                heads,
                causal,
                visible == null ? null : rig.integers(visible),
                scores,
                probabilities,
                out);
        rig.run(forward);
        rig.run(new Attention.Grad(forward, dout, dscores, t.dq, t.dk, t.dv));
        PlainAttention plain = new PlainAttention(
                batch,
                queries,
                tokens,
                heads,
                rig.drawn(t.q),
                rig.drawn(t.k),
                rig.drawn(t.v),
                rig.drawn(dout),
                (b, query) -> visible != null ? visible[b] : causal ? query : tokens - 1);
        rig.require(type, out, plain.out());
        rig.require(type, t.dq, plain.dq());
        rig.require(type, t.dk, plain.dk());
        rig.require(type, t.dv, plain.dv());
    }

    private record Tensors(Tensor q, Tensor k, Tensor v, Tensor dq, Tensor dk, Tensor dv) {}
}
