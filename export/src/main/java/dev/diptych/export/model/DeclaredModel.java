package dev.diptych.export.model;

import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.TextTransformer;
import dev.diptych.vision.VisionTransformer;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model's parameters, under open_clip's names and in no engine's memory yet, with the towers that read them.
 *
 * @param logScale float32 [1]
 * @param logitBias float32 [1]; null where the model has none
 */
public record DeclaredModel(
        Parameters parameters,
        VisionTransformer vision,
        TextTransformer text,
        Tensor logScale,
        @Nullable Tensor logitBias) {
    /** Declares a model; SigLIP's have a bias, and others where their configuration says where it starts. */
    public static DeclaredModel of(ModelConfig config, ModelFamily family) {
        return of(config, family, weight -> Optional.empty());
    }

    /**
     * Declares a model with adapters.
     *
     * @param adapting the adapter of a block's weights, by their name; empty for none
     */
    public static DeclaredModel of(
            ModelConfig config, ModelFamily family, Function<String, Optional<LowRank>> adapting) {
        Parameters parameters = new Parameters(adapting);
        String prefix = config.customText() ? "text." : "";
        double scale = config.initLogitScale().orElse(family.initialLogScale());
        double bias = config.initLogitBias().orElse(ModelFamily.SIGLIP_BIAS);
        return new DeclaredModel(
                parameters,
                new VisionTransformer(parameters, config.vision(), config.embedDim()),
                new TextTransformer(parameters, prefix, config.text(), config.embedDim()),
                parameters.declare("logit_scale", Initializer.constant(scale), false, 1),
                family == ModelFamily.SIGLIP || config.initLogitBias().isPresent()
                        ? parameters.declare("logit_bias", Initializer.constant(bias), false, 1)
                        : null);
    }
}
