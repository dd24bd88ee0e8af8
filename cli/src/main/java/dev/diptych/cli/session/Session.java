package dev.diptych.cli.session;

import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.progress.ProgressStyle;
import java.io.PrintWriter;

/** One run of the command: where results and notes go, how much is said, and whether to stop early. */
public final class Session {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Surroundings surroundings;
    private final Interruption interruption;
    private boolean quiet;
    private boolean stacktrace;

    /**
     * @param out takes results
     * @param err takes errors, notes and progress
     */
    public Session(PrintWriter out, PrintWriter err, Surroundings surroundings, Interruption interruption) {
        this.out = out;
        this.err = err;
        this.surroundings = surroundings;
        this.interruption = interruption;
    }

    /** Takes results. */
    public PrintWriter out() {
        return out;
    }

    /** Takes errors. */
    public PrintWriter err() {
        return err;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public Interruption interruption() {
        return interruption;
    }

    /** Prints a line on standard error, unless {@code --quiet} is given. */
    public void note(String line) {
        if (!quiet) {
            err.println(line);
            err.flush();
        }
    }

    /**
     * Starts to show how far some work is.
     *
     * @param what the work, such as {@code train}
     * @param unit what is counted, in the plural
     * @param total how many there are; 0 if that is not known
     */
    public Progress progress(String what, String unit, long total) {
        ProgressStyle style = surroundings.terminal() ? ProgressStyle.REDRAWN : ProgressStyle.LINES;
        return new Progress(
                err, quiet ? ProgressStyle.SILENT : style, surroundings.columns(), System::nanoTime, what, unit, total);
    }

    public boolean quiet() {
        return quiet;
    }

    public void quiet(boolean on) {
        this.quiet = on;
    }

    /** Returns whether a failure prints its stack trace. */
    public boolean stacktrace() {
        return stacktrace;
    }

    public void stacktrace(boolean on) {
        this.stacktrace = on;
    }
}
