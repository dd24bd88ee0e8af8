package dev.diptych.contrastive.embed;

/** What comes out of reading ahead, in the order of the input. */
sealed interface Prepared permits Prepared.End, Prepared.LeftOut, PreparedRow {
    /** A sample without a row. */
    record LeftOut(String key, String reason) implements Prepared {}

    /** The end of a partition. */
    record End() implements Prepared {}
}
