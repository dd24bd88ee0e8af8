package dev.diptych.nn.cuda.blas;

import static org.bytedeco.cuda.global.cublas.CUBLAS_STATUS_SUCCESS;
import static org.bytedeco.cuda.global.cublas.cublasLtGetStatusName;
import static org.bytedeco.cuda.global.cublas.cublasLtGetStatusString;

import dev.diptych.nn.cuda.device.CudaException;

/** Turns the library's status codes into exceptions. */
final class BlasStatus {
    private BlasStatus() {}

    /** @throws CudaException unless {@code status} is success */
    static void check(String call, int status) {
        if (status != CUBLAS_STATUS_SUCCESS) {
            throw new CudaException("cublasLt: " + call + ": "
                    + cublasLtGetStatusName(status).getString() + " ("
                    + cublasLtGetStatusString(status).getString() + "), expected success");
        }
    }
}
