package dev.diptych.export.safetensors;

import dev.diptych.config.Shown;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A tensor file that cannot be read: which file, which tensor, where in it, and which rule it breaks. */
public final class SafetensorsException extends RuntimeException {
    /** The offset of problems that concern no place in the file. */
    public static final long NO_OFFSET = -1;

    private static final long serialVersionUID = 1L;

    /** Which rule a file breaks. */
    public enum Reason {
        /** There is no such file, or a shard of it is missing. */
        MISSING,
        /** The system does not let it be read. */
        UNREADABLE,
        /** A pickle of PyTorch, which can run code when it is loaded. */
        PICKLE,
        /** The length of the header, or its JSON. */
        HEADER,
        /** {@code __metadata__}. */
        METADATA,
        /** The type of a tensor. */
        DTYPE,
        /** The shape of a tensor. */
        SHAPE,
        /** Where a tensor lies. */
        OFFSETS,
        /** The index of the shards. */
        INDEX,
        /** Weights that are NaN or infinite. */
        NOT_FINITE
    }

    private final String source;
    private final String tensor;
    private final long offset;
    private final Reason reason;

    /**
     * A problem of a file.
     *
     * @param tensor the tensor's name, empty where the whole file is meant
     * @param offset the byte of the file, or {@link #NO_OFFSET}
     * @param problem {@code <actual>, expected <rule>}
     */
    public SafetensorsException(Reason reason, String source, String tensor, long offset, String problem) {
        this(reason, source, tensor, offset, problem, null);
    }

    SafetensorsException(
            Reason reason, String source, String tensor, long offset, String problem, @Nullable Throwable cause) {
        super(
                "read failed: " + source + (tensor.isEmpty() ? "" : ": tensor " + Shown.name(tensor))
                        + (offset == NO_OFFSET ? "" : ": byte " + offset) + ": " + problem,
                cause);
        this.source = source;
        this.tensor = tensor;
        this.offset = offset;
        this.reason = reason;
    }

    /**
     * A file that the system does not give.
     *
     * @param expected what it should be
     */
    static SafetensorsException unreadable(Path file, String expected, IOException e) {
        boolean missing = e instanceof NoSuchFileException;
        return new SafetensorsException(
                missing ? Reason.MISSING : Reason.UNREADABLE,
                file.toString(),
                "",
                NO_OFFSET,
                (missing ? "no such file" : Trouble.said(e)) + ", expected " + expected,
                e);
    }

    /** The file. */
    public String source() {
        return source;
    }

    /** The tensor's name, empty where the whole file is meant. */
    public String tensor() {
        return tensor;
    }

    /** The byte of the file, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }

    /** Which rule is broken. */
    public Reason reason() {
        return reason;
    }
}
