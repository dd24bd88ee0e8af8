package dev.diptych.text.prompt;

import java.io.IOException;

/** Says that a file of templates or class names cannot be used: which one, which line of it, and why. */
public final class PromptException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why a file was refused. */
    public enum Reason {
        /** No such file. */
        MISSING,
        /** No line in it. */
        EMPTY,
        /** A line that is no template, or no text. */
        INVALID,
        /** Larger than is accepted. */
        TOO_LARGE
    }

    private final String source;
    private final int line;
    private final Reason reason;

    PromptException(String source, int line, Reason reason, String problem) {
        super("prompts failed: " + source + (line == 0 ? "" : ": line " + line) + ": " + problem);
        this.source = source;
        this.line = line;
        this.reason = reason;
    }

    /** The file. */
    public String source() {
        return source;
    }

    /** The line from 1 on; 0 where the whole file is meant. */
    public int line() {
        return line;
    }

    /** Why it was refused. */
    public Reason reason() {
        return reason;
    }
}
