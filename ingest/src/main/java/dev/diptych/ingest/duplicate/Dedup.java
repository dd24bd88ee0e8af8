package dev.diptych.ingest.duplicate;

/** Which images count as duplicates. */
public enum Dedup {
    /** None. */
    NONE,
    /** Files with the same bytes. */
    EXACT,
    /** These, and pictures that look the same. */
    NEAR
}
