package dev.diptych.contrastive.checkpoint;

/** A checkpoint that cannot be read: the message names the file, what was found and what was expected. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
