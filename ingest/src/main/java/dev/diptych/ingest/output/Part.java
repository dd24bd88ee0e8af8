package dev.diptych.ingest.output;

/**
 * A file of a sample.
 *
 * @param extension without the dot
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Part(String extension, byte[] contents) {}
