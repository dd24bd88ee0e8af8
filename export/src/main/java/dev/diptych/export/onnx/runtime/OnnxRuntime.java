package dev.diptych.export.onnx.runtime;

/** Whether onnxruntime is there; a class of its own, as {@link OnnxModel} cannot be loaded where it is not. */
public final class OnnxRuntime {
    private static final String CLASS = "ai.onnxruntime.OrtEnvironment";

    private OnnxRuntime() {}

    /** @throws OnnxException if it is not on the class path */
    public static void require() {
        try {
            Class.forName(CLASS, false, OnnxRuntime.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new OnnxException(
                    "onnxruntime failed: class path: no com.microsoft.onnxruntime:onnxruntime, expected it; build with"
                            + " the profile onnxruntime, as docs/export.md says",
                    e);
        }
    }
}
