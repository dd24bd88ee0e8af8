package dev.diptych.search.serve;

/** Why a request gets no answer: the client reads its message. */
final class RefusedException extends RuntimeException {
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int WRONG_METHOD = 405;
    static final int TOO_LARGE = 413;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String said;

    RefusedException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
        this.said = message;
    }

    /** A request that says something else than it should. */
    static RefusedException bad(String message) {
        return new RefusedException(BAD_REQUEST, message);
    }

    int status() {
        return status;
    }

    /** What the client reads. */
    String said() {
        return said;
    }
}
