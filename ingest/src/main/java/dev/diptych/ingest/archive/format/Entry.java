package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import org.jspecify.annotations.Nullable;

/**
 * What a container says of a member.
 *
 * @param name as stored
 * @param size of the contents, or -1 if that is not known before they are read
 * @param offset of the contents in the container, or -1
 * @param problem why there are no contents, or null
 */
public record Entry(
        String name, long size, long offset, @Nullable IngestException problem) {
    public static Entry bad(String name, IngestException problem) {
        return new Entry(name, -1, problem.offset(), problem);
    }
}
