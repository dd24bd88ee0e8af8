package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import java.util.function.Supplier;

/**
 * A file that can be read at any later time, on any thread.
 *
 * @param size in bytes, when it was listed
 * @param contents reads it, or throws {@link IngestException} as {@link Members#bytes} does
 */
public record Later(long size, Supplier<byte[]> contents) {}
