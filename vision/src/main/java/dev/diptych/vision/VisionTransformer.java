package dev.diptych.vision;

import dev.diptych.nn.layer.AttentionalPooler;
import dev.diptych.nn.layer.BlockNames;
import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.MapHead;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Transformer;
import dev.diptych.nn.layer.TransformerConfig;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The vision tower: a ViT (Dosovitskiy et al. 2021) as CLIP's family has it. CLIP's has a class token and is named as
 * open_clip names it; SigLIP's, pooled by multi-head attention, has none and is named as timm's within open_clip.
 */
public final class VisionTransformer {
    /** Where open_clip keeps a tower of timm's. */
    static final String TRUNK = "visual.trunk.";

    private final VisionConfig config;
    private final PatchEmbedding embedding;
    private final @Nullable Norm before;
    private final Transformer transformer;
    private final VisionHead head;

    /**
     * Declares the tower's parameters under {@code visual.}.
     *
     * @param embedDim D; with {@link PoolKind#MAP} the tower's width
     */
    public VisionTransformer(Parameters parameters, VisionConfig config, int embedDim) {
        this.config = config;
        boolean siglip = config.pool() == PoolKind.MAP;
        TransformerConfig shape = new TransformerConfig(
                config.width(),
                config.layers(),
                config.heads(),
                config.mlpWidth(),
                false,
                config.activation(),
                config.normEpsilon(),
                config.layerScale(),
                siglip ? BlockNames.TIMM : BlockNames.OPEN_CLIP);
        this.embedding = siglip ? PatchEmbedding.siglip(parameters, config) : PatchEmbedding.clip(parameters, config);
        this.before = config.normBefore()
                ? Norm.declare(parameters, "visual.ln_pre", config.width(), config.normEpsilon())
                : null;
        this.transformer = Transformer.declare(
                parameters,
                siglip ? "visual.trunk" : "visual.transformer",
                shape,
                siglip ? Transformer.Weights.timm() : Transformer.Weights.vision(config.width(), config.mlpWidth()));
        this.head = siglip
                ? new VisionHead.Siglip(
                        Norm.declare(parameters, TRUNK + "norm", config.width(), config.normEpsilon()),
                        MapHead.declare(parameters, TRUNK + "attn_pool", shape))
                : projecting(parameters, config, embedDim);
    }

    /**
     * Records the tower.
     *
     * @param images float32 [B, 3, S, S], normalised
     * @return float32 [B, D], not normalised
     */
    public Tensor apply(Tape tape, Tensor images) {
        return apply(tape, images, null);
    }

    /**
     * Records the tower on some of its tokens.
     *
     * @param images float32 [B, 3, S, S], normalised
     * @param kept int32 [B K], the tokens to compute with, as {@link PatchDropout} draws them; null for all
     * @return float32 [B, D], not normalised
     */
    public Tensor apply(Tape tape, Tensor images, @Nullable Tensor kept) {
        return project(tape, pool(tape, images, kept));
    }

    /**
     * Records the tower as far as the token of each image that its features are made of.
     *
     * @param images float32 [B, 3, S, S], normalised
     * @param kept as for {@link #apply(Tape, Tensor, Tensor)}
     * @return [B, P] of the tape's type; float32 [B, D] from a tower of SigLIP's, whose pooler makes features itself
     */
    public Tensor pool(Tape tape, Tensor images, @Nullable Tensor kept) {
        Tensor sequence = embedding.apply(tape, images);
        if (kept != null) {
            int batch = images.shape().size(0);
            int tokens = Math.toIntExact(kept.shape().elements()) / batch;
            Tensor left = tape.activation("visual.tokens kept", batch, tokens, config.width());
            tape.record(new SelectRows(sequence, kept, left));
            sequence = left;
        }
        Tensor stream = before == null ? sequence : before.applyToStream(tape, "visual.ln_pre", sequence);
        return head.pool(tape, transformer, stream);
    }

    /**
     * Records what makes features of tokens that were {@linkplain #pool pooled}.
     *
     * @return float32 [B, D], not normalised, for {@code pooled} [B, P]
     */
    public Tensor project(Tape tape, Tensor pooled) {
        return head.project(tape, pooled);
    }

    /** P, the width of what features are made of. */
    public int pooledWidth() {
        return head.pooledWidth(config.width());
    }

    public VisionConfig config() {
        return config;
    }

    private static VisionHead projecting(Parameters parameters, VisionConfig config, int embedDim) {
        int width = config.width();
        double epsilon = config.normEpsilon();
        int pooled = config.attentionalPool().isPresent() ? embedDim : width;
        Tensor projection =
                parameters.declare("visual.proj", Initializer.normal(1 / Math.sqrt(width)), true, pooled, embedDim);
        Norm norm = Norm.declare(parameters, "visual.ln_post", pooled, epsilon);
        boolean average = config.pool() == PoolKind.AVG;
        if (config.attentionalPool().isPresent()) {
            AttentionalPool pool = config.attentionalPool().get();
            return new VisionHead.Attentional(
                    AttentionalPooler.declare(
                            parameters, "visual.attn_pool", width, embedDim, pool.queries(), pool.heads()),
                    norm,
                    projection,
                    average);
        }
        return average
                ? new VisionHead.Average(norm, projection, config.finalNormAfterPool())
                : new VisionHead.ClassToken(norm, projection);
    }
}
