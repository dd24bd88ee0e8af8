package dev.diptych.nn.engine;

/** A device has less memory left than a program asks for. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long asked;
    private final long free;

    /**
     * @param device its name
     * @param asked bytes
     * @param free bytes left
     * @param total bytes that it has
     */
    public DeviceMemoryException(String device, long asked, long free, long total) {
        super("allocate: " + mebibytes(asked) + " asked, " + mebibytes(free) + " free of " + mebibytes(total) + " on "
                + device + ", expected as much as is asked");
        this.asked = asked;
        this.free = free;
    }

    /** The same with what would fit. */
    public DeviceMemoryException(DeviceMemoryException cause, String hint) {
        super(cause.getMessage() + "; " + hint, cause);
        this.asked = cause.asked;
        this.free = cause.free;
    }

    /** Bytes asked for. */
    public long asked() {
        return asked;
    }

    /** Bytes that were left. */
    public long free() {
        return free;
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
