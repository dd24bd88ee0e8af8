package dev.diptych.ingest.archive;

/**
 * A file in an archive. Its name is only ever a key, never a path to write to.
 *
 * @param name the path in the archive with {@code /} between its parts, as stored
 * @param offset the byte of the (uncompressed) archive at which its contents begin, or -1
 */
public record Member(String name, long offset) {}
