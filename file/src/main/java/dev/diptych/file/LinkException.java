package dev.diptych.file;

import java.nio.file.Path;

/** A link stands where a command would write: what it leads to is not touched. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LinkException(Path path, String actual, String expected) {
        super("write failed: " + path + ": " + actual + ", expected " + expected
                + "; links inside an output folder are not followed");
    }
}
