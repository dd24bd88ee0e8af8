package dev.diptych.export.description;

import org.jspecify.annotations.Nullable;

/** A model's folder that cannot be used: the message names the file, what was found and what was expected. */
public final class ModelFolderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause whose message names the file, what was found and what was expected */
    public ModelFolderException(Throwable cause) {
        super("model failed: " + cause.getMessage(), cause);
    }

    /** @param problem {@code <actual>, expected <rule>[; hint]} */
    public ModelFolderException(Object source, String problem) {
        this(source, problem, null);
    }

    public ModelFolderException(Object source, String problem, @Nullable Throwable cause) {
        super("model failed: " + source + ": " + problem, cause);
    }
}
