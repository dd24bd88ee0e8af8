package dev.diptych.config.json;

import dev.diptych.config.ConfigException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that cannot be read as JSON. */
public final class JsonException extends ConfigException {
    private static final long serialVersionUID = 1L;

    /** Why it cannot. */
    public enum Reason {
        /** There is no such file. */
        MISSING,
        /** The system does not let it be read. */
        UNREADABLE,
        /** It is larger than is accepted. */
        TOO_LARGE,
        /** It is not JSON. */
        MALFORMED
    }

    private final Reason reason;
    private final int line;
    private final int column;
    private final String problem;

    /** @param line of the file, from 1 on, or 0; and so the column */
    JsonException(Reason reason, String source, int line, int column, String problem, @Nullable Throwable cause) {
        super(List.of(source + (line == 0 ? "" : ":" + line) + ": " + problem));
        this.reason = reason;
        this.line = line;
        this.column = column;
        this.problem = problem;
        if (cause != null) {
            initCause(cause);
        }
    }

    public Reason reason() {
        return reason;
    }

    /** Line and column in words; empty where the whole file is meant. */
    public String place() {
        return line == 0 ? "" : "line " + line + ", column " + column;
    }

    /** What is wrong, without the place: {@code <actual>, expected <rule>}. */
    public String problem() {
        return problem;
    }
}
