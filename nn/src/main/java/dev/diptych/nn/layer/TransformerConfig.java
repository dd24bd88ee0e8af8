package dev.diptych.nn.layer;

import dev.diptych.nn.op.Activation;
import java.util.OptionalDouble;

/**
 * The shape of a stack of blocks.
 *
 * @param width W
 * @param layers how many blocks
 * @param heads attention heads, a divisor of {@code width}
 * @param mlpWidth the hidden width of the feed-forward half
 * @param causal whether a token sees only those before it
 * @param epsilon what norms add to the variance, above 0
 * @param layerScale what each branch's learnt column weights start from; empty for branches without
 * @param names how its tensors are named
 */
public record TransformerConfig(
        int width,
        int layers,
        int heads,
        int mlpWidth,
        boolean causal,
        Activation.Kind activation,
        double epsilon,
        OptionalDouble layerScale,
        BlockNames names) {
    public TransformerConfig {
        if (width < 1 || layers < 1 || heads < 1 || width % heads != 0 || mlpWidth < 1) {
            throw new IllegalArgumentException("transformer: width " + width + ", layers " + layers + ", heads " + heads
                    + ", MLP width " + mlpWidth + ", expected all positive and the width a multiple of the heads");
        }
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("transformer: epsilon " + epsilon + ", expected above 0");
        }
    }

    /** A stack without layer scale, as open_clip names it. */
    public TransformerConfig(
            int width, int layers, int heads, int mlpWidth, boolean causal, Activation.Kind activation) {
        this(
                width,
                layers,
                heads,
                mlpWidth,
                causal,
                activation,
                Norm.EPSILON,
                OptionalDouble.empty(),
                BlockNames.OPEN_CLIP);
    }
}
