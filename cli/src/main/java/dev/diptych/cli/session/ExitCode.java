package dev.diptych.cli.session;

/** What the command's process ends with. */
public final class ExitCode {
    public static final int DONE = 0;

    /** The input, the system or the work itself made it impossible. */
    public static final int FAILED = 1;

    /** The arguments or the configuration ask for what cannot be. */
    public static final int USAGE = 2;

    /** To this a signal's number is added, as shells count them. */
    static final int SIGNALLED = 128;

    /** Ctrl-C. */
    public static final int INTERRUPTED = SIGNALLED + 2;

    private ExitCode() {}
}
