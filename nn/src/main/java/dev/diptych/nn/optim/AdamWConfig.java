package dev.diptych.nn.optim;

/**
 * AdamW's settings.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay times the learning rate, taken off each weight, at least 0
 * @param gradientNormLimit what the global gradient norm is clipped to, above 0; infinity for no clipping
 */
public record AdamWConfig(double beta1, double beta2, double epsilon, double weightDecay, double gradientNormLimit) {
    /** open_clip's defaults for ViT models. */
    public static final AdamWConfig DEFAULT = new AdamWConfig(0.9, 0.98, 1e-6, 0.2, Double.POSITIVE_INFINITY);

    public AdamWConfig {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("AdamW: betas " + beta1 + ", " + beta2 + ", expected in [0, 1)");
        }
        if (!(epsilon > 0 && weightDecay >= 0 && gradientNormLimit > 0)) {
            throw new IllegalArgumentException("AdamW: epsilon " + epsilon + ", weight decay " + weightDecay
                    + ", gradient norm limit " + gradientNormLimit + ", expected above 0, at least 0, above 0");
        }
    }
}
