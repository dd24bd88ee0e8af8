package dev.diptych.nn.cuda.device;

/** A CUDA library reported an error; the message names the call, the error and what it means. */
public sealed class CudaException extends IllegalStateException permits RefusedException {
    private static final long serialVersionUID = 1;

    public CudaException(String message) {
        super(message);
    }

    public CudaException(String message, Throwable cause) {
        super(message, cause);
    }
}
