package dev.diptych.vision;

import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.layer.Transformer;
import dev.diptych.nn.layer.TransformerConfig;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.PatchGather;
import dev.diptych.nn.op.PrependClass;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.Tensor;

/** The vision tower: a ViT (Dosovitskiy et al. 2021) with CLIP's norm before the blocks, pooled at the class token. */
public final class VisionTransformer {
    private final VisionConfig config;
    private final Tensor patchWeight;
    private final Tensor classEmbedding;
    private final Tensor positions;
    private final Norm before;
    private final Transformer transformer;
    private final Norm after;
    private final Tensor projection;

    /** Declares the tower's parameters under {@code visual.}, as open_clip names them. */
    public VisionTransformer(Parameters parameters, VisionConfig config, int embedDim, Activation.Kind activation) {
        this.config = config;
        int width = config.width();
        int patch = config.patchSize();
        double scale = 1 / Math.sqrt(width);
        this.classEmbedding = parameters.declare("visual.class_embedding", Initializer.normal(scale), false, width);
        this.positions = parameters.declare(
                "visual.positional_embedding", Initializer.normal(scale), false, config.tokens(), width);
        this.projection = parameters.declare("visual.proj", Initializer.normal(scale), true, width, embedDim);
        this.patchWeight = parameters.declare(
                "visual.conv1.weight", Initializer.fanIn(3 * patch * patch), true, width, 3, patch, patch);
        this.before = Norm.declare(parameters, "visual.ln_pre", width);
        this.transformer = Transformer.declare(
                parameters,
                "visual.transformer",
                new TransformerConfig(width, config.layers(), config.heads(), config.mlpWidth(), false, activation),
                Transformer.Weights.vision(width, config.mlpWidth()));
        this.after = Norm.declare(parameters, "visual.ln_post", width);
    }

    /**
     * Records the tower.
     *
     * @param images float32 [B, 3, S, S], normalised
     * @return float32 [B, D], not normalised
     */
    public Tensor apply(Tape tape, Tensor images) {
        int batch = images.shape().size(0);
        int width = config.width();
        int tokens = config.tokens();
        int patch = config.patchSize();
        Tensor patches = tape.computed("visual.patches", batch, tokens - 1, 3 * patch * patch);
        tape.record(new PatchGather(images, patch, patches));
        Tensor embedded = tape.activation("visual.conv1", batch, tokens - 1, width);
        tape.record(Matmul.linear(patches, patchWeight.reshape(width, 3 * patch * patch), null, embedded));
        Tensor sequence = tape.activation("visual.tokens", batch, tokens, width);
        tape.record(new PrependClass(embedded, classEmbedding, positions, sequence));
        Tensor pooled = transformer.applyPooled(
                tape, before.applyToStream(tape, "visual.ln_pre", sequence), Pooling.first(tape, batch, tokens));
        Tensor out = tape.activation("visual.proj", batch, projection.shape().last());
        tape.record(Matmul.product(after.apply(tape, "visual.ln_post", pooled), false, projection, false, out, false));
        return out;
    }

    public VisionConfig config() {
        return config;
    }
}
