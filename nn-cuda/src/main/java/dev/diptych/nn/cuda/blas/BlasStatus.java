package dev.diptych.nn.cuda.blas;

import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_ARCH_MISMATCH;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_INVALID_VALUE;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_NOT_SUPPORTED;
import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.cublasLtGetStatusName;
import static org.bytedeco.cuda.global.cublas.cublasLtGetStatusString;

import dev.diptych.nn.cuda.device.CudaException;
import dev.diptych.nn.cuda.device.RefusedException;

/** Turns the library's status codes into exceptions. */
final class BlasStatus {
    private BlasStatus() {}

    /** @throws CudaException unless {@code status} is success */
    static void check(String call, int status) {
        if (status != CUBLAS_STATUS_SUCCESS) {
            throw new CudaException(message(call, status));
        }
    }

    /**
     * Checks a call that puts work on a stream.
     *
     * @throws RefusedException if the status is one of those with which the library turns work down
     * @throws CudaException unless it is success
     */
    static void requireTaken(String call, int status) {
        if (status == CUBLAS_STATUS_NOT_SUPPORTED
                || status == CUBLAS_STATUS_INVALID_VALUE
                || status == CUBLAS_STATUS_ARCH_MISMATCH) {
            throw new RefusedException(message(call, status));
        }
        check(call, status);
    }

    private static String message(String call, int status) {
        return "cublasLt: " + call + ": " + cublasLtGetStatusName(status).getString() + " ("
                + cublasLtGetStatusString(status).getString() + "), expected success";
    }
}
