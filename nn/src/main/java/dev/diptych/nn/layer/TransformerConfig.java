package dev.diptych.nn.layer;

import dev.diptych.nn.op.Activation;

/**
 * The shape of a stack of blocks.
 *
 * @param width W
 * @param layers how many blocks
 * @param heads attention heads, a divisor of {@code width}
 * @param mlpWidth the hidden width of the feed-forward half
 * @param causal whether a token sees only those before it
 */
public record TransformerConfig(
        int width, int layers, int heads, int mlpWidth, boolean causal, Activation.Kind activation) {
    public TransformerConfig {
        if (width < 1 || layers < 1 || heads < 1 || width % heads != 0 || mlpWidth < 1) {
            throw new IllegalArgumentException("transformer: width " + width + ", layers " + layers + ", heads " + heads
                    + ", MLP width " + mlpWidth + ", expected all positive and the width a multiple of the heads");
        }
    }
}
