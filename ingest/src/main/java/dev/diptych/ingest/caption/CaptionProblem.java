package dev.diptych.ingest.caption;

/** Why a caption is not used. */
public enum CaptionProblem {
    /** Nothing is left when it is clean. */
    EMPTY,
    /** It has more characters than are allowed. */
    TOO_LONG,
    /** Its bytes were no UTF-8. */
    NOT_TEXT
}
