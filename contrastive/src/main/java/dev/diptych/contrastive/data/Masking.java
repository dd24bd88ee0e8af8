package dev.diptych.contrastive.data;

/** Which pairs of a batch are kept from being each other's negatives. */
public enum Masking {
    /** None: every other pair is a negative, as in open_clip. */
    NONE,
    /** Pairs of the same concept, as the shards' metadata names it. */
    CONCEPT,
    /** Pairs whose drawn captions are equal. */
    CAPTION,
    /** Pairs whose image files are equal: one picture that was collected more than once. */
    IMAGE
}
