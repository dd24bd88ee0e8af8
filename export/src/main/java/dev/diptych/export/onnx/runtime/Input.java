package dev.diptych.export.onnx.runtime;

/** Values for an input of a file, row-major, and their axes. */
public sealed interface Input {
    /** float32. */
    record Reals(float[] values, long... shape) implements Input {}

    /** int64. */
    record Numbers(long[] values, long... shape) implements Input {}

    /** uint8. */
    record Bytes(byte[] values, long... shape) implements Input {}
}
