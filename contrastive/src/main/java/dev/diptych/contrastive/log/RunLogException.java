package dev.diptych.contrastive.log;

import java.nio.file.Path;

/** A line of a run's log that cannot be read. */
public final class RunLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param line its number, from 1 */
    RunLogException(Path file, long line, String problem) {
        super("log failed: " + file + ": line " + line + ": " + problem
                + ", expected a JSON object with a step; delete the line to go on without it");
    }
}
