package dev.diptych.ingest.report;

/**
 * A kept image.
 *
 * @param picture a data URI
 * @param caption its captions in one line
 * @param where its shard and key
 */
public record SampleCard(String picture, String caption, String where) {}
