package dev.diptych.text.tokenizer;

import java.io.IOException;

/** Says that a tokenizer file cannot be used: which file, where in it, and why. */
public final class TokenizerException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why a file was refused. */
    public enum Reason {
        /** Not in the format at all: damaged compression, broken JSON. */
        MALFORMED,
        /** A part is missing. */
        MISSING,
        /** A part has a value that the format does not allow. */
        INVALID,
        /** Valid, but not a kind that is implemented. */
        UNSUPPORTED,
        /** Larger than is accepted. */
        TOO_LARGE
    }

    private final String source;
    private final String place;
    private final Reason reason;

    /**
     * A refusal, whose message is one line.
     *
     * @param place within {@code source}; empty for the whole
     * @param problem what is there, and what was expected
     */
    public TokenizerException(String source, String place, Reason reason, String problem) {
        super("tokenizer failed: " + source + (place.isEmpty() ? "" : ": " + place) + ": " + problem);
        this.source = source;
        this.place = place;
        this.reason = reason;
    }

    /** The file. */
    public String source() {
        return source;
    }

    /** The line, or the JSON path, within the file; empty where the whole file is meant. */
    public String place() {
        return place;
    }

    /** Why it was refused. */
    public Reason reason() {
        return reason;
    }
}
