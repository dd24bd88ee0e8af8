package dev.diptych.ingest;

import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says why an archive, a shard, a caption table or an output folder cannot be used. */
public final class IngestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The offset of a problem that has no place in the file. */
    public static final long NO_OFFSET = -1;

    /** Why: a code for counting and for reports. */
    public enum Reason {
        /** There is no such file or folder. */
        MISSING,
        /** It holds nothing that is asked for. */
        EMPTY,
        /** The file is of no known kind. */
        UNKNOWN_FORMAT,
        /** The file ends before its contents do. */
        TRUNCATED,
        /** The file breaks its format's rules. */
        CORRUPT,
        /** A member or a table exceeds a limit. */
        TOO_LARGE,
        /** An archive expands as only bombs do. */
        EXPANDS_TOO_FAR,
        /** An archive has more members than any should. */
        TOO_MANY_MEMBERS,
        /** An archive in an archive in an archive. */
        NESTED_TOO_DEEP,
        /** A member is a link to another file. */
        LINK,
        /** A member's name is absolute or leads out of its folder. */
        UNSAFE_NAME,
        /** A member is encrypted, or compressed by a method or with a dictionary that is not read. */
        UNSUPPORTED,
        /** A caption table, or a column of it, is not what the configuration says. */
        BAD_TABLE,
        /** The system refused to read a file. */
        UNREADABLE,
        /** The output folder holds files already. */
        OUTPUT_NOT_EMPTY,
        /** The output folder holds the shards of another run. */
        OUTPUT_OF_ANOTHER_RUN,
        /** The system refused to write a file. */
        UNWRITABLE
    }

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private final Reason reason;
    private final String source;
    private final long offset;
    private final String detail;

    /**
     * @param source the file, and the member of it after a {@code !}
     * @param offset the byte at which the problem was noticed, or {@link #NO_OFFSET}
     * @param detail the actual, then what was expected
     */
    public IngestException(Reason reason, String source, long offset, String detail, @Nullable Throwable cause) {
        super(
                oneLine(operation(reason) + " failed: " + source + (offset == NO_OFFSET ? "" : " at byte " + offset)
                        + ": " + detail),
                cause);
        this.reason = reason;
        this.source = source;
        this.offset = offset;
        this.detail = oneLine(detail);
    }

    /** A problem of a whole file. */
    public IngestException(Reason reason, String source, String detail) {
        this(reason, source, NO_OFFSET, detail, null);
    }

    /** A problem at a byte of a file. */
    public IngestException(Reason reason, String source, long offset, String detail) {
        this(reason, source, offset, detail, null);
    }

    /**
     * Returns what it is that the system did not give a file.
     *
     * @param expected what the file would be, such as {@code a shard}
     */
    public static IngestException unreadable(String source, IOException e, String expected) {
        return e instanceof NoSuchFileException
                ? new IngestException(Reason.MISSING, source, "no such file, expected " + expected)
                : new IngestException(
                        Reason.UNREADABLE, source, NO_OFFSET, Trouble.said(e) + ", expected " + expected, e);
    }

    /** Returns the code. */
    public Reason reason() {
        return reason;
    }

    /** Whether it is a fault of a file's bytes, before which it may be good. */
    public boolean isDamage() {
        return switch (reason) {
            case UNKNOWN_FORMAT, TRUNCATED, CORRUPT, TOO_LARGE, EXPANDS_TOO_FAR -> true;
            default -> false;
        };
    }

    /** Returns the file, and the member of it after a {@code !}. */
    public String source() {
        return source;
    }

    /** Returns the byte at which the problem was noticed, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }

    /** Returns the message without its operation and source: the actual, then what was expected. */
    public String detail() {
        return detail;
    }

    /** Columns and keys of a file may have line breaks and worse in them. */
    private static String oneLine(String message) {
        return CONTROL.matcher(message)
                .replaceAll(found -> Matcher.quoteReplacement(
                        String.format("\\u%04x", (int) found.group().charAt(0))));
    }

    private static String operation(Reason reason) {
        return switch (reason) {
            case OUTPUT_NOT_EMPTY, OUTPUT_OF_ANOTHER_RUN, UNWRITABLE -> "write";
            default -> "read";
        };
    }
}
