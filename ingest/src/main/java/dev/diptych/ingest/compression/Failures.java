package dev.diptych.ingest.compression;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.EOFException;

/** Makes one kind of exception of all that codecs and containers throw. */
public final class Failures {
    private Failures() {}

    /** Returns what went wrong with a member or an archive; an {@link IngestException} as it is. */
    public static IngestException of(Throwable e, String source, long offset, String expected) {
        if (e instanceof IngestException known) {
            return known;
        }
        Reason reason = e instanceof EOFException
                ? Reason.TRUNCATED
                : e instanceof OutOfMemoryError ? Reason.TOO_LARGE : Reason.CORRUPT;
        return new IngestException(reason, source, offset, said(e) + ", expected " + expected, e);
    }

    /** Returns an exception's message on one line, or its name if it has none. */
    public static String said(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().strip().replaceAll("\\s+", " ");
    }
}
