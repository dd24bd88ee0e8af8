package dev.diptych.vision;

/** What of the last block's tokens becomes an image's features; open_clip's {@code pool_type}. */
public enum PoolKind {
    /** The class token. */
    TOK,
    /** The mean of all others. */
    AVG,
    /**
     * SigLIP's tower: no class token, and a multi-head attention pooling head in place of the projection. open_clip has
     * it from timm, as {@code timm_pool: map}.
     */
    MAP
}
