package dev.diptych.export.model;

import dev.diptych.nn.op.Activation;
import dev.diptych.vision.VisionConfig;
import java.util.List;
import java.util.Optional;

/**
 * SigLIP's vision towers by the names that timm gives them.
 *
 * @param name open_clip's {@code timm_model_name}
 * @param vision the tower, without patch dropout
 */
record TimmTower(String name, VisionConfig vision) {
    private static final Activation.Kind ERF = Activation.Kind.GELU;
    private static final Activation.Kind TANH = Activation.Kind.GELU_TANH;

    private static final List<TimmTower> ALL = List.of(
            base(32, 256, TANH),
            base(16, 224, ERF),
            base(16, 256, ERF),
            base(16, 384, ERF),
            base(16, 512, ERF),
            large(256, ERF),
            large(384, ERF),
            large(512, TANH),
            so400m(14, 224, ERF),
            so400m(14, 378, ERF),
            so400m(14, 384, ERF),
            so400m(16, 256, TANH),
            so400m(16, 384, TANH),
            so400m(16, 512, TANH),
            giant(256),
            giant(384));

    static List<String> names() {
        return ALL.stream().map(TimmTower::name).toList();
    }

    static Optional<TimmTower> of(String name) {
        return ALL.stream().filter(tower -> tower.name.equals(name)).findFirst();
    }

    /** The name of a tower of this shape, whatever its activation. */
    static Optional<TimmTower> like(VisionConfig config) {
        return ALL.stream()
                .filter(tower ->
                        tower.with(config.activation(), config.patchDropout()).equals(config))
                .findFirst();
    }

    /** This tower with what a configuration may change. */
    VisionConfig with(Activation.Kind activation, double patchDropout) {
        return vision.withActivation(activation).withPatchDropout(patchDropout);
    }

    private static TimmTower base(int patch, int image, Activation.Kind activation) {
        return tower("base", patch, image, VisionConfig.siglip(image, patch, 768, 12, 64, 4, activation));
    }

    private static TimmTower large(int image, Activation.Kind activation) {
        return tower("large", 16, image, VisionConfig.siglip(image, 16, 1024, 24, 64, 4, activation));
    }

    private static TimmTower so400m(int patch, int image, Activation.Kind activation) {
        return tower("so400m", patch, image, VisionConfig.siglip(image, patch, 1152, 27, 72, 3.7362, activation));
    }

    private static TimmTower giant(int image) {
        return tower("giantopt", 16, image, VisionConfig.siglip(image, 16, 1536, 40, 96, 4, TANH));
    }

    private static TimmTower tower(String size, int patch, int image, VisionConfig vision) {
        return new TimmTower("vit_" + size + "_patch" + patch + "_siglip_" + image, vision);
    }
}
