package dev.diptych.nn.layer;

import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * Attention from learnt queries, as open_clip's towers with {@code attentional_pool} end in (Yu et al. 2022, section
 * 3.2): {@code attention(norm(query), norm(x))}.
 */
public final class AttentionalPooler {
    private final String name;
    private final Tensor latents;
    private final Norm queryNorm;
    private final Norm tokenNorm;
    private final LatentAttention attention;

    private AttentionalPooler(String name, Tensor latents, Norm queryNorm, Norm tokenNorm, LatentAttention attention) {
        this.name = name;
        this.latents = latents;
        this.queryNorm = queryNorm;
        this.tokenNorm = tokenNorm;
        this.attention = attention;
    }

    /**
     * Declares {@code name.query}, {@code name.attn....}, whose projections are packed where both widths are the same,
     * as PyTorch has them.
     *
     * @param tokenWidth W, of what is pooled
     * @param width E, of the result
     * @param queries N
     * @param heads a divisor of E
     */
    public static AttentionalPooler declare(
            Parameters parameters, String name, int tokenWidth, int width, int queries, int heads) {
        Tensor latents = parameters.declare(name + ".query", Initializer.normal(1), false, queries, width);
        String attention = name + ".attn.";
        Tensor[] weights = new Tensor[3];
        if (tokenWidth == width) {
            Tensor packed = parameters.declare(
                    attention + "in_proj_weight", Initializer.xavierUniform(width, 3 * width), true, 3 * width, width);
            for (int i = 0; i < 3; i++) {
                weights[i] = packed.rows(i * width, width);
            }
        } else {
            String[] names = {"q_proj_weight", "k_proj_weight", "v_proj_weight"};
            for (int i = 0; i < 3; i++) {
                int inputs = i == 0 ? width : tokenWidth;
                weights[i] = parameters.declare(
                        attention + names[i], Initializer.xavierUniform(inputs, width), true, width, inputs);
            }
        }
        Tensor bias = parameters.declare(attention + "in_proj_bias", Initializer.constant(0), false, 3 * width);
        Linear[] linears = new Linear[3];
        for (int i = 0; i < 3; i++) {
            linears[i] = new Linear(weights[i], bias.columns(i * width, width));
        }
        Linear project = Linear.declare(
                parameters,
                attention + "out_proj.weight",
                attention + "out_proj.bias",
                width,
                width,
                Initializer.fanIn(width),
                Initializer.constant(0));
        return new AttentionalPooler(
                name,
                latents,
                Norm.declare(parameters, name + ".ln_q", width),
                Norm.declare(parameters, name + ".ln_k", tokenWidth),
                new LatentAttention(linears[0], linears[1], linears[2], project, heads));
    }

    /** How many queries were declared. */
    public int queries() {
        return latents.shape().size(0);
    }

    /**
     * Records the answers to queries {@code [first, first + count)} alone.
     *
     * @param x float32 [B, T, W]
     * @return float32 [B, count, E]
     */
    public Tensor apply(Tape tape, Tensor x, int first, int count) {
        Tensor queries = queryNorm.applyToStream(tape, name + ".ln_q", latents.rows(first, count));
        return attention.apply(tape, name, queries, tokenNorm.apply(tape, name + ".ln_k", x));
    }
}
