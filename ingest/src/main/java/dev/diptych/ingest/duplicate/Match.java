package dev.diptych.ingest.duplicate;

/**
 * An image that was there before.
 *
 * @param place the number that it was added with
 * @param exact whether it is the same file
 * @param distance the bits in which the pictures' hashes differ; 0 for the same file
 */
public record Match(long place, boolean exact, int distance) {}
