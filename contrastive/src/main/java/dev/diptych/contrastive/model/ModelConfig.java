package dev.diptych.contrastive.model;

import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;

/**
 * A CLIP model, as open_clip's model-config JSON describes it.
 *
 * @param embedDim D, the size of the shared embedding space
 * @param quickGelu whether both towers use {@code x sigmoid(1.702 x)} in place of GELU
 */
public record ModelConfig(int embedDim, VisionConfig vision, TextConfig text, boolean quickGelu) {
    public ModelConfig {
        if (embedDim < 1) {
            throw new IllegalArgumentException("model: embed_dim " + embedDim + ", expected at least 1");
        }
    }

    public Activation.Kind activation() {
        return quickGelu ? Activation.Kind.QUICK_GELU : Activation.Kind.GELU;
    }
}
