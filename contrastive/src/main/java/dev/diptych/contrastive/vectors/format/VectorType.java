package dev.diptych.contrastive.vectors.format;

/** As what an engine keeps the components of vectors in the structure that it searches. */
public enum VectorType {
    FLOAT32,
    FLOAT16,
    /** Signed bytes. */
    INT8
}
