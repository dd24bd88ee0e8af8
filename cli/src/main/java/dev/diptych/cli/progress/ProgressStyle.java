package dev.diptych.cli.progress;

/** How progress is shown. */
public enum ProgressStyle {
    /** Not at all. */
    SILENT,
    /** A line now and then, for logs. */
    LINES,
    /** One line of a terminal, redrawn. */
    REDRAWN
}
