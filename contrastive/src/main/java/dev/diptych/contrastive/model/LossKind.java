package dev.diptych.contrastive.model;

/** The contrastive losses, with the temperature each starts from. */
public enum LossKind {
    /** Symmetric cross-entropy over the batch (Radford et al. 2021). */
    CLIP(Math.log(1 / 0.07)),
    /** Pairwise sigmoid (Zhai et al. 2023). */
    SIGLIP(Math.log(10));

    /** Where SigLIP's learnt bias starts. */
    public static final double SIGLIP_BIAS = -10;

    /** The learnt log scale is clamped to at most this after each step: a factor of 100. */
    public static final double LARGEST_LOG_SCALE = Math.log(100);

    private final double initialLogScale;

    LossKind(double initialLogScale) {
        this.initialLogScale = initialLogScale;
    }

    public double initialLogScale() {
        return initialLogScale;
    }
}
