package dev.diptych.nn.optim;

import dev.diptych.nn.layer.Parameters;

/**
 * An optimiser's settings.
 *
 * @param method how gradients become updates
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, above 0
 * @param momentum Muon's, in [0, 1)
 * @param weightDecay times the learning rate, taken off each weight, at least 0
 * @param gradientNormLimit what the global gradient norm is clipped to, above 0; infinity for no clipping
 */
public record OptimizerConfig(
        Method method,
        double beta1,
        double beta2,
        double epsilon,
        double momentum,
        double weightDecay,
        double gradientNormLimit) {
    /** AdamW with open_clip's defaults for ViT models. */
    public static final OptimizerConfig DEFAULT = adamW(0.9, 0.98, 1e-6, 0.2, Double.POSITIVE_INFINITY);

    /** How gradients become updates. */
    public enum Method {
        /** Adam with decoupled weight decay (Loshchilov, Hutter 2019). */
        ADAMW,
        /** The sign of a momentum (Chen et al. 2023). */
        LION,
        /** Momentum made orthogonal for the matrices of hidden layers (Jordan et al. 2024), AdamW for all else. */
        MUON
    }

    public OptimizerConfig {
        if (!(within(beta1) && within(beta2) && within(momentum))) {
            throw new IllegalArgumentException(
                    "optimiser: betas " + beta1 + ", " + beta2 + ", momentum " + momentum + ", expected in [0, 1)");
        }
        if (!(epsilon > 0 && weightDecay >= 0 && gradientNormLimit > 0)) {
            throw new IllegalArgumentException("optimiser: epsilon " + epsilon + ", weight decay " + weightDecay
                    + ", gradient norm limit " + gradientNormLimit + ", expected above 0, at least 0, above 0");
        }
    }

    /** AdamW's. */
    public static OptimizerConfig adamW(
            double beta1, double beta2, double epsilon, double weightDecay, double gradientNormLimit) {
        return new OptimizerConfig(Method.ADAMW, beta1, beta2, epsilon, 0.95, weightDecay, gradientNormLimit);
    }

    /** The same settings for another method. */
    public OptimizerConfig by(Method other) {
        return new OptimizerConfig(other, beta1, beta2, epsilon, momentum, weightDecay, gradientNormLimit);
    }

    /** How it trains a parameter of a group: Muon those matrices as matrices that are declared as hidden layers'. */
    public Parameters.Group group(Parameters.Entry entry, Parameters.Group group) {
        boolean orthogonal = method == Method.MUON && entry.stacked() > 0;
        return orthogonal && group.trained() ? group.asMatrices() : group;
    }

    private static boolean within(double decay) {
        return decay >= 0 && decay < 1;
    }
}
