package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CUDA_SUCCESS;
import static org.bytedeco.cuda.global.cudart.cuGetErrorName;
import static org.bytedeco.cuda.global.cudart.cuGetErrorString;

import dev.diptych.nn.cuda.device.CudaException;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Turns the libraries' status codes into exceptions. */
final class Check {
    private Check() {}

    /** @throws CudaException unless {@code status} is the driver's success */
    static void driver(String call, int status) {
        if (status != CUDA_SUCCESS) {
            throw new CudaException(
                    "cuda: " + call + ": " + name(status) + " (" + text(status) + "), expected success");
        }
    }

    /** @throws CudaException unless {@code status} is NVRTC's success */
    static void compiler(String call, int status) {
        if (status != nvrtc.NVRTC_SUCCESS) {
            throw new CudaException(
                    "nvrtc: " + call + ": " + nvrtc.nvrtcGetErrorString(status).getString() + ", expected success");
        }
    }

    private static String name(int status) {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            return cuGetErrorName(status, text) == CUDA_SUCCESS ? string(text) : "error " + status;
        }
    }

    private static String text(int status) {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            return cuGetErrorString(status, text) == CUDA_SUCCESS ? string(text) : "unknown";
        }
    }

    private static String string(PointerPointer<BytePointer> text) {
        return text.get(BytePointer.class, 0).getString();
    }
}
