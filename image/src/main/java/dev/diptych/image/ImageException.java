package dev.diptych.image;

import org.jspecify.annotations.Nullable;

/** Says why the bytes of one file gave no image. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The offset of a problem that has no place in the file. */
    public static final long NO_OFFSET = -1;

    /** What a file without a name is called in messages. */
    public static final String UNNAMED = "image";

    /** Why a file was rejected: a code for counting and for reports. */
    public enum Reason {
        /** No bytes at all. */
        EMPTY,
        /** Starts with no known signature. */
        NOT_AN_IMAGE,
        /** A known format, in a variant that is not decoded. */
        UNSUPPORTED_FORMAT,
        /** The header declares more pixels than the limit; nothing was decoded. */
        TOO_MANY_PIXELS,
        /** The file ends before the image does. */
        TRUNCATED,
        /** The file breaks its format's rules. */
        CORRUPT,
        /** Decoding needed more memory than there is. */
        OUT_OF_MEMORY
    }

    private final Reason reason;
    private final String source;
    private final long offset;
    private final String detail;

    /**
     * @param source the name that the caller gave the file
     * @param offset the byte at which the problem was noticed, or {@link #NO_OFFSET}
     * @param detail {@code <actual>, expected <rule>}
     */
    public ImageException(Reason reason, String source, long offset, String detail, @Nullable Throwable cause) {
        super("decode failed: " + source + (offset == NO_OFFSET ? "" : " at byte " + offset) + ": " + detail, cause);
        this.reason = reason;
        this.source = source;
        this.offset = offset;
        this.detail = detail;
    }

    /** One of a file whose name is not known here; {@link #in} gives it. */
    public static ImageException at(long offset, Reason reason, String detail) {
        return new ImageException(reason, UNNAMED, offset, detail, null);
    }

    /** The same of a file of this name. */
    public ImageException in(String newSource) {
        return new ImageException(reason, newSource, offset, detail, getCause());
    }

    public Reason reason() {
        return reason;
    }

    /** The name that the caller gave the file. */
    public String source() {
        return source;
    }

    /** The byte at which the problem was noticed, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }

    /** The message without its operation and source: the actual, then what was expected. */
    public String detail() {
        return detail;
    }
}
