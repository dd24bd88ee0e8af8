package dev.diptych.text;

/** How pooled tokens reach the embedding space; open_clip's {@code proj_type} and {@code proj_bias}. */
public enum TextProjection {
    /** By a matrix. */
    LINEAR,
    /** By a matrix and a bias. */
    BIASED,
    /** As they are: the tower's width is that of the space. */
    NONE
}
