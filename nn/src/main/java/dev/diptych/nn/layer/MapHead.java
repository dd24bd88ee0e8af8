package dev.diptych.nn.layer;

import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * Multi-head attention pooling with one learnt query, then a residual feed-forward layer (Zhai et al. 2022, section
 * 3.3); its tensors are named as timm's {@code AttentionPoolLatent} names them.
 */
public final class MapHead {
    private static final double DEVIATION = 0.02;

    private final String name;
    private final Tensor latent;
    private final LatentAttention attention;
    private final Norm norm;
    private final Mlp mlp;

    private MapHead(String name, Tensor latent, LatentAttention attention, Norm norm, Mlp mlp) {
        this.name = name;
        this.latent = latent;
        this.attention = attention;
        this.norm = norm;
        this.mlp = mlp;
    }

    /** Declares {@code name.latent}, {@code name.q....}; the shape is that of the blocks before it. */
    public static MapHead declare(Parameters parameters, String name, TransformerConfig config) {
        int width = config.width();
        Tensor latent = parameters.declare(
                name + ".latent", Initializer.truncatedNormal(1 / Math.sqrt(width)), false, 1, 1, width);
        Linear query = linear(parameters, name + ".q.", width, width);
        Linear keysAndValues = linear(parameters, name + ".kv.", width, 2 * width);
        Linear project = linear(parameters, name + ".proj.", width, width);
        Norm norm = Norm.declare(parameters, name + ".norm", width, config.epsilon());
        Linear expand = linear(parameters, name + ".mlp.fc1.", width, config.mlpWidth());
        Linear shrink = linear(parameters, name + ".mlp.fc2.", config.mlpWidth(), width);
        return new MapHead(
                name,
                latent,
                new LatentAttention(
                        query,
                        keysAndValues.outputs(0, width),
                        keysAndValues.outputs(width, width),
                        project,
                        config.heads()),
                norm,
                new Mlp(expand, config.activation(), new Branch(shrink, null)));
    }

    /**
     * Records the head.
     *
     * @param normed of the tape's type [B, T, W]
     * @return float32 [B, W]
     */
    public Tensor apply(Tape tape, Tensor normed) {
        int width = latent.shape().last();
        Tensor pooled = attention.apply(tape, name, latent.reshape(1, width), normed);
        Tensor out = mlp.apply(tape, name + ".mlp", norm.apply(tape, name + ".norm", pooled), pooled);
        return out.reshape(normed.shape().size(0), width);
    }

    private static Linear linear(Parameters parameters, String name, int inputs, int outputs) {
        return Linear.declare(
                parameters,
                name + "weight",
                name + "bias",
                inputs,
                outputs,
                Initializer.normal(DEVIATION),
                Initializer.constant(0));
    }
}
