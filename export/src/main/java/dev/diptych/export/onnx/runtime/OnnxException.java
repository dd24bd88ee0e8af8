package dev.diptych.export.onnx.runtime;

import java.nio.file.Path;

/** A file that onnxruntime does not take or run, or no onnxruntime. */
public final class OnnxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OnnxException(String message, Throwable cause) {
        super(message, cause);
    }

    OnnxException(Path file, Throwable cause) {
        this("onnxruntime failed: " + file + ": " + cause.getMessage() + ", expected a file that it runs", cause);
    }
}
