package dev.diptych.ingest.archive.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The members of one archive or folder, forward, in an order that is the same on every run. Folders and devices are passed
 * over; links and whatever else cannot be read are entries with a problem.
 */
public interface Container extends Closeable {
    /**
     * Moves to the next member and returns it, or null after the last.
     *
     * @throws dev.diptych.ingest.IngestException if the rest cannot be read; RuntimeExceptions of codecs may come too
     */
    @Nullable
    Entry next();

    /** Opens the contents of the entry that {@link #next()} moved to; at most once. Closing them is left to the caller. */
    InputStream open() throws IOException;

    /** Returns the file that is the entry's contents and nothing else, or null where they are part of something. */
    default @Nullable Path file() {
        return null;
    }

    /** Returns the file in which the entry's contents lie as they are, from its offset on; null where they are packed, or in none. */
    default @Nullable Path holder() {
        return null;
    }

    /** Returns how much has been read, from 0 to 1. */
    double fraction();
}
