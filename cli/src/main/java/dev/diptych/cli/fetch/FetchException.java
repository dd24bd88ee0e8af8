package dev.diptych.cli.fetch;

import org.jspecify.annotations.Nullable;

/** Says why a package is not to be had, and how to go on without it. */
public final class FetchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why: a code for tests and reports. */
    public enum Reason {
        /** There is no npm client. */
        NO_CLIENT,
        /** The client failed: no network, no such package. */
        CLIENT_FAILED,
        /** What came is not what is pinned. */
        WRONG_CONTENTS,
        /** The cache folder cannot be used. */
        UNWRITABLE
    }

    private static final String HINT = "; to use your own data instead: diptych ingest ARCHIVE --output SHARDS,"
            + " then diptych train --config RECIPE.yaml --output RUN";

    private final Reason reason;

    /**
     * @param where the package or folder
     * @param detail the actual, then what was expected
     */
    FetchException(Reason reason, String where, String detail, @Nullable Throwable cause) {
        super("fetch failed: " + where + ": " + detail + HINT, cause);
        this.reason = reason;
    }

    FetchException(Reason reason, String where, String detail) {
        this(reason, where, detail, null);
    }

    public Reason reason() {
        return reason;
    }
}
