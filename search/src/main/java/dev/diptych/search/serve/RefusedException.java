package dev.diptych.search.serve;

/** Why a request gets no answer: its message is what the client reads. */
final class RefusedException extends RuntimeException {
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int WRONG_METHOD = 405;
    static final int TOO_LARGE = 413;

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** A request that says something else than it should. */
    static RefusedException bad(String message) {
        return new RefusedException(BAD_REQUEST, message);
    }

    int status() {
        return status;
    }
}
