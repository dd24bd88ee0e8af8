package dev.diptych.contrastive.embed.file;

import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A {@code .npy} file that cannot be read: which file, where in it, and which rule it breaks. */
public final class NpyException extends RuntimeException {
    /** The offset of problems that concern no place in the file. */
    public static final long NO_OFFSET = -1;

    private static final long serialVersionUID = 1L;

    /** Which rule a file breaks. */
    public enum Reason {
        /** There is no such file. */
        MISSING,
        /** The system does not let it be read. */
        UNREADABLE,
        /** The first bytes, the version, or the text of the header. */
        HEADER,
        /** The type of its numbers. */
        TYPE,
        /** How many dimensions it has, or their order in the file. */
        SHAPE,
        /** How many bytes follow the header. */
        LENGTH,
        /** A number that is out of the range asked for, NaN or infinite. */
        VALUE
    }

    private final Reason reason;
    private final String source;
    private final long offset;

    NpyException(Reason reason, String source, long offset, String problem, @Nullable Throwable cause) {
        super("read failed: " + source + (offset == NO_OFFSET ? "" : ": byte " + offset) + ": " + problem, cause);
        this.reason = reason;
        this.source = source;
        this.offset = offset;
    }

    NpyException(Reason reason, String source, long offset, String problem) {
        this(reason, source, offset, problem, null);
    }

    /** A file that the system does not give. */
    static NpyException unreadable(Path file, IOException e) {
        boolean missing = e instanceof NoSuchFileException;
        return new NpyException(
                missing ? Reason.MISSING : Reason.UNREADABLE,
                file.toString(),
                NO_OFFSET,
                (missing ? "no such file" : Trouble.said(e)) + ", expected a .npy file",
                e);
    }

    /** Which rule is broken. */
    public Reason reason() {
        return reason;
    }

    /** The file. */
    public String source() {
        return source;
    }

    /** The byte of the file, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }
}
