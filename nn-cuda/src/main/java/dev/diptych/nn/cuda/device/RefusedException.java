package dev.diptych.nn.cuda.device;

/** Thrown when a library will not run what it planned; nothing was put on a lane. */
public final class RefusedException extends CudaException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
