package dev.diptych.search.serve;

/** Says why a server does not start: {@code serve failed: <where>: <actual>, expected <rule>}. */
public final class ServeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServeException(String where, String problem) {
        super("serve failed: " + where + ": " + problem);
    }
}
