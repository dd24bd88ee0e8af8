package dev.diptych.eval.vectors;

/** Says why vectors cannot be used: {@code read failed: <where>: <actual>, expected <rule>}. */
public final class VectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VectorException(String where, String problem) {
        super("read failed: " + where + ": " + problem);
    }

    VectorException(String where, String problem, Throwable cause) {
        super("read failed: " + where + ": " + problem, cause);
    }
}
