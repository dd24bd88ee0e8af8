package dev.diptych.cli.option;

/** A device that was asked for can't be used. */
final class UnusableDeviceException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    UnusableDeviceException(String message) {
        super(message);
    }
}
