package dev.diptych.file.place;

/** Says in one line why a URL cannot be used. */
public final class LocationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param detail the actual, then what was expected */
    public LocationException(String url, String detail) {
        super("open failed: " + url + ": " + detail);
    }
}
