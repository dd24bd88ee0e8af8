package dev.diptych.text;

/** Which token of a caption becomes its features; open_clip's {@code pool_type}. */
public enum TextPool {
    /** The first of the highest number in the row, which is the end of text in CLIP's vocabulary. */
    ARGMAX,
    /** The first of the number {@code eos_id}. */
    EOS,
    /** The first. */
    FIRST,
    /** The last of the context, padding included. */
    LAST
}
