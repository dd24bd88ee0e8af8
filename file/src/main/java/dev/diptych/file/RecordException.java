package dev.diptych.file;

import java.nio.file.Path;

/** Says why a file of records cannot be read: {@code read failed: <where>: <actual>, expected <rule>}. */
public final class RecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    RecordException(Path file, String problem) {
        super("read failed: " + file + ": " + problem);
        this.problem = problem;
    }

    /** What is wrong, without the file's name. */
    public String problem() {
        return problem;
    }
}
