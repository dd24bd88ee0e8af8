package dev.diptych.text;

/** Which token of a caption becomes its features; open_clip's {@code pool_type}. */
public enum TextPool {
    /** The one of the highest number, which is the end of text in CLIP's vocabulary. */
    ARGMAX,
    /** The end of text, told by its number. */
    EOS,
    /** The first. */
    FIRST,
    /** The last of the context, padding included. */
    LAST;

    /** Whether it is the end of the caption, wherever that stands. */
    public boolean atEnd() {
        return this == ARGMAX || this == EOS;
    }
}
