package dev.diptych.contrastive.loss;

import dev.diptych.export.model.ModelFamily;

/** The contrastive losses, each that of a family of models. */
public enum LossKind {
    /** Symmetric cross-entropy over the batch (Radford et al. 2021). */
    CLIP(ModelFamily.CLIP),
    /** Pairwise sigmoid (Zhai et al. 2023). */
    SIGLIP(ModelFamily.SIGLIP);

    /** The learnt log scale is clamped to at most this after each step: a factor of 100. */
    public static final double LARGEST_LOG_SCALE = Math.log(100);

    private final ModelFamily family;

    LossKind(ModelFamily family) {
        this.family = family;
    }

    /** The loss that models of a family are trained with. */
    public static LossKind of(ModelFamily family) {
        return switch (family) {
            case CLIP -> CLIP;
            case SIGLIP -> SIGLIP;
        };
    }

    public ModelFamily family() {
        return family;
    }
}
