package dev.diptych.bench.torch.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A pre-norm block: attention by {@code scaled_dot_product_attention}, and an MLP of four times the width with GELU. */
record Block(
        int width, boolean causal, Norm first, Linear packed, Linear out, Norm second, Linear expand, Linear shrink) {
    private static final int HEAD = 64;

    /** Of a tower of {@code layers} blocks, which the first values depend on. */
    static Block declare(Weights weights, String name, int width, int layers, boolean causal) {
        double in = Math.pow(width, -0.5);
        double into = in * Math.pow(2.0 * layers, -0.5);
        String attention = name + ".attn";
        return new Block(
                width,
                causal,
                Norm.declare(weights, name + ".ln_1", width),
                Linear.declare(
                        weights, attention + ".in_proj_weight", attention + ".in_proj_bias", in, 3 * width, width),
                Linear.declare(weights, attention + ".out_proj", into, width, width),
                Norm.declare(weights, name + ".ln_2", width),
                Linear.declare(weights, name + ".mlp.c_fc", Math.pow(2.0 * width, -0.5), 4 * width, width),
                Linear.declare(weights, name + ".mlp.c_proj", into, width, 4 * width));
    }

    /** For {@code x} [B, T, W]. */
    Tensor apply(Tensor x) {
        Tensor attended = x.add(out.apply(attention(first.apply(x))));
        return attended.add(shrink.apply(torch.gelu(expand.apply(second.apply(attended)))));
    }

    private Tensor attention(Tensor x) {
        long batch = x.size(0);
        long tokens = x.size(1);
        TensorVector parts = packed.apply(x)
                .view(batch, tokens, 3, width / HEAD, HEAD)
                .permute(2, 0, 3, 1, 4)
                .unbind(0);
        Tensor mixed = torch.scaled_dot_product_attention(
                parts.get(0), parts.get(1), parts.get(2), new TensorOptional(), 0, causal, new DoubleOptional(), false);
        return mixed.transpose(1, 2).reshape(batch, tokens, width);
    }
}
