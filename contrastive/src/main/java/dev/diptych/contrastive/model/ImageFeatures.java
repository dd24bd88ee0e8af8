package dev.diptych.contrastive.model;

/**
 * What is taken of a vision tower as an image's features.
 *
 * @param projected in the space of embeddings, or as they are before the projection into it; a tower of SigLIP's has none, and
 *     gives the same either way
 * @param unit scaled to unit length, or as they are
 */
public record ImageFeatures(boolean projected, boolean unit) {
    /** An image's embedding. */
    public static final ImageFeatures EMBEDDING = new ImageFeatures(true, true);
}
