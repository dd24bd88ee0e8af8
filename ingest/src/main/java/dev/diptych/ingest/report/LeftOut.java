package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.DropReason;

/**
 * An image that is left out for what it is, or for what is said of it.
 *
 * @param where it comes from
 * @param detail the reason in words
 * @param picture a data URI; empty if it cannot be decoded
 */
public record LeftOut(DropReason reason, String where, String detail, String picture) {}
