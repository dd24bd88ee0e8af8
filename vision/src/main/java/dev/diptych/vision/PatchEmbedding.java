package dev.diptych.vision;

import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Images to sequences of tokens (Dosovitskiy et al. 2021, equation 1).
 *
 * @param weight [W, 3, P, P]
 * @param bias [W]
 * @param cls [W], the class token
 * @param positions T W elements
 */
record PatchEmbedding(
        VisionConfig config,
        Tensor weight,
        @Nullable Tensor bias,
        @Nullable Tensor cls,
        Tensor positions) {
    /** With a class token, as open_clip declares it. */
    static PatchEmbedding clip(Parameters parameters, VisionConfig config) {
        int width = config.width();
        Initializer normal = Initializer.normal(1 / Math.sqrt(width));
        String positions = "visual.positional_embedding";
        return new PatchEmbedding(
                config,
                weight(parameters, "visual.conv1.weight", config),
                null,
                parameters.declare("visual.class_embedding", normal, false, width),
                switch (config.positions()) {
                    case LEARNABLE -> parameters.declare(positions, normal, false, config.tokens(), width);
                    case SIN_COS_2D ->
                        parameters.declareFixed(
                                positions, new SinCosPositions(config.grid(), width), config.tokens(), width);
                });
    }

    /** Without a class token, as timm declares it for SigLIP. */
    static PatchEmbedding siglip(Parameters parameters, VisionConfig config) {
        int width = config.width();
        String name = VisionTransformer.TRUNK + "patch_embed.proj.";
        return new PatchEmbedding(
                config,
                weight(parameters, name + "weight", config),
                parameters.declare(name + "bias", Initializer.fanIn(inputs(config)), false, width),
                null,
                parameters.declare(
                        VisionTransformer.TRUNK + "pos_embed",
                        Initializer.normal(0.02),
                        false,
                        1,
                        config.tokens(),
                        width));
    }

    /** @return float32 [B, T, W] for {@code images} float32 [B, 3, S, S] */
    Tensor apply(Tape tape, Tensor images) {
        int batch = images.shape().size(0);
        int width = config.width();
        Tensor patches = tape.computed("visual.patches", batch, config.patches(), inputs(config));
        tape.record(new PatchGather(images, config.patchSize(), patches));
        Tensor embedded = tape.activation("visual.conv1", batch, config.patches(), width);
        tape.record(Matmul.linear(patches, weight.reshape(width, inputs(config)), bias, embedded));
        Tensor sequence = tape.activation("visual.tokens", batch, config.tokens(), width);
        tape.record(
                cls == null
                        ? new AddPositions(embedded, positions, sequence)
                        : new PrependClass(embedded, cls, positions, sequence));
        return sequence;
    }

    private static Tensor weight(Parameters parameters, String name, VisionConfig config) {
        int patch = config.patchSize();
        return parameters.declare(name, Initializer.fanIn(inputs(config)), true, config.width(), 3, patch, patch);
    }

    private static int inputs(VisionConfig config) {
        return 3 * config.patchSize() * config.patchSize();
    }
}
