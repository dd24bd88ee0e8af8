package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/** Files read one after the other. What cannot be read is a member with a problem; {@link #next()} does not fail on it. */
public interface Members extends Closeable {
    /** Returns the name for error lines and provenance. */
    String source();

    /** Moves to the next file, or to the next place that cannot be read, and returns it, or null after the last. */
    @Nullable
    Member next();

    /**
     * Reads the file that {@link #next()} moved to; at most once.
     *
     * @throws IngestException why it cannot be read, with {@link IngestException.Reason#TOO_LARGE} if it holds more than
     *     {@code limit} bytes
     */
    byte[] bytes(long limit);

    /**
     * Returns how to read the file that {@link #next()} moved to at any later time, as {@link #bytes} does now, or null where
     * that cannot be done.
     */
    default @Nullable Later later(long limit) {
        return null;
    }

    /**
     * Returns where the file that {@link #next()} moved to lies as it is, for who reads it elsewhere; null where it is packed, or in
     * no file.
     */
    default @Nullable StoredFile stored() {
        return null;
    }

    /** Returns how much has been read, from 0 to 1; 0 until the end where the length is not known. */
    double fraction();

    @Override
    void close();
}
