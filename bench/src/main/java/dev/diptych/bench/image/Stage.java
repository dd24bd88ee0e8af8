package dev.diptych.bench.image;

/** What is done to one image, in this order. */
public enum Stage {
    /** Its markers are walked, and the parts that matter are copied. */
    SCAN,
    /** To RGB. */
    DECODE,
    /** To the size that is stored. */
    RESIZE,
    /** To a JPEG. */
    ENCODE,
    /** The SHA-256 of the file that was read. */
    HASH,
    /** Into a tar. */
    PACK
}
