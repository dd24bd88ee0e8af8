package dev.diptych.vision;

/** Where position embeddings come from; open_clip's {@code pos_embed_type}. */
public enum PositionKind {
    /** They are learnt. */
    LEARNABLE,
    /** Sines and cosines of the patch's column and row, which stay as they are (Chen et al. 2021, MoCo v3). */
    SIN_COS_2D
}
