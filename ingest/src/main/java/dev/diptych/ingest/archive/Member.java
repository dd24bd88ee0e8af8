package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import org.jspecify.annotations.Nullable;

/**
 * A file in an archive, or a place in it that cannot be read. Its name is only ever a key, never a path to write to.
 *
 * @param ordinal how many members came before it; the same on every run over the same archive
 * @param name the path in the archive with {@code /} between its parts, as stored but for a leading {@code ./}; in a nested
 *     archive that archive's path comes first; empty for a place that has no name
 * @param offset the byte of the (uncompressed) archive at which its contents begin, or -1
 * @param problem why it cannot be read; null if nothing is known against it
 */
public record Member(
        long ordinal, String name, long offset, @Nullable IngestException problem) {}
