package dev.diptych.ingest.pipeline.work;

import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import java.util.function.Supplier;

/**
 * Work on images whose outcomes come out in the order in which it went in: one thread puts in, one takes, others work. Whatever fails
 * on any of them is thrown on the next call.
 */
public interface Delivery extends AutoCloseable {
    /** Returns whether files are best handed over unread, by where they lie. */
    boolean takesStoredFiles();

    /** Puts an outcome that is known already in its place in the order. */
    void add(Outcome outcome);

    /**
     * Starts work on a file; waits while there is too much of it.
     *
     * @param size of the file in bytes
     * @param file reads it, at any later time and on any thread
     */
    void submit(Origin origin, long size, Supplier<byte[]> file, Said said);

    /** Starts work on a file that lies there as it is, only where {@link #takesStoredFiles}. */
    void submit(Origin origin, StoredFile file, Said said);

    /** Waits until all that is under way is with the sink. */
    void finish();

    /** Stops what is under way. When it returns, nothing is handed to the sink any more. */
    @Override
    void close();
}
