package dev.diptych.nn.engine;

/** A device that was asked for can't be used; the message says why, in one line. */
public final class UnusableDeviceException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    public UnusableDeviceException(String message) {
        super(message);
    }
}
