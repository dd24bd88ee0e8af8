package dev.diptych.ingest.compression;

import dev.diptych.file.Trouble;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.EOFException;
import java.io.IOException;

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

    /** Returns what an exception says, on one line; what says something of a decoder's own insides is broken data. */
    public static String said(Throwable e) {
        if (e instanceof IOException known) {
            return Trouble.said(known);
        }
        if (e instanceof OutOfMemoryError) {
            return "memory ran out";
        }
        return e.getClass() == IllegalArgumentException.class && e.getMessage() != null
                ? e.getMessage().strip().replaceAll("\\s+", " ")
                : "broken data";
    }
}
