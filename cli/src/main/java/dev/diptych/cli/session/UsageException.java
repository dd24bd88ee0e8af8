package dev.diptych.cli.session;

/** Says that the arguments of a command do not fit together. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the option, the actual, then what was expected */
    public UsageException(String message) {
        super(message);
    }
}
