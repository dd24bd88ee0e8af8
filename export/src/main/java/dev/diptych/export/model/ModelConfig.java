package dev.diptych.export.model;

import dev.diptych.nn.layer.TowerLimits;
import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextConfig;
import dev.diptych.text.TextProjection;
import dev.diptych.vision.PoolKind;
import dev.diptych.vision.VisionConfig;
import java.util.OptionalDouble;

/**
 * A model of the CLIP family, as open_clip's model-config JSON describes it.
 *
 * @param embedDim D, the size of the shared embedding space
 * @param customText whether the text tower's tensors are named under {@code text.}
 * @param initLogitScale where the learnt log scale starts; empty for where the loss has it start
 * @param initLogitBias where the learnt bias starts, which such a model has with every loss; empty for where the loss
 *     has it start, if that has one
 */
public record ModelConfig(
        int embedDim,
        VisionConfig vision,
        TextConfig text,
        boolean customText,
        OptionalDouble initLogitScale,
        OptionalDouble initLogitBias) {
    public ModelConfig {
        if (embedDim < 1) {
            throw new IllegalArgumentException("model: embed_dim " + embedDim + ", expected at least 1");
        }
        TowerLimits.check("model: embed_dim", embedDim, TowerLimits.WIDTH);
        if (vision.pool() == PoolKind.MAP && vision.width() != embedDim) {
            throw new IllegalArgumentException("model: embed_dim " + embedDim + " with vision_cfg.pool_type map,"
                    + " expected the vision tower's width " + vision.width() + ", as it has no projection");
        }
        if (text.projection() == TextProjection.NONE && text.width() != embedDim) {
            throw new IllegalArgumentException("model: embed_dim " + embedDim + " with text_cfg.proj_type none,"
                    + " expected the text tower's width " + text.width());
        }
        if (vision.attentionalPool().isPresent()
                && embedDim % vision.attentionalPool().get().heads() != 0) {
            throw new IllegalArgumentException("model: embed_dim " + embedDim + ", expected a multiple of"
                    + " vision_cfg.attn_pooler_heads "
                    + vision.attentionalPool().get().heads());
        }
        boolean quickVision = vision.activation() == Activation.Kind.QUICK_GELU;
        boolean quickText = text.activation() == Activation.Kind.QUICK_GELU;
        if (quickVision != quickText && vision.pool() != PoolKind.MAP || quickVision && !quickText) {
            throw new IllegalArgumentException(
                    "model: quick_gelu of one tower, expected of both, or of the text tower beside pool_type map");
        }
        requireFinite("init_logit_scale", initLogitScale);
        requireFinite("init_logit_bias", initLogitBias);
    }

    /**
     * A model that starts where its loss has it start.
     *
     * @param quickGelu whether both towers use {@code x sigmoid(1.702 x)}, rather than what they say
     */
    public ModelConfig(int embedDim, VisionConfig vision, TextConfig text, boolean quickGelu) {
        this(
                embedDim,
                quickGelu ? vision.withActivation(Activation.Kind.QUICK_GELU) : vision,
                quickGelu ? text.withActivation(Activation.Kind.QUICK_GELU) : text,
                false,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /** Whether its towers use {@code x sigmoid(1.702 x)} in place of GELU; SigLIP's vision tower never does. */
    public boolean quickGelu() {
        return text.activation() == Activation.Kind.QUICK_GELU;
    }

    /** The same model for images of another side in pixels. */
    public ModelConfig withImageSize(int size) {
        return new ModelConfig(embedDim, vision.withImageSize(size), text, customText, initLogitScale, initLogitBias);
    }

    /** The family of such models, where nothing else tells: SigLIP's where a bias is given. */
    public ModelFamily usualFamily() {
        return initLogitBias.isPresent() ? ModelFamily.SIGLIP : ModelFamily.CLIP;
    }

    private static void requireFinite(String key, OptionalDouble value) {
        if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
            throw new IllegalArgumentException(
                    "model: " + key + " " + value.getAsDouble() + ", expected a finite number");
        }
    }
}
