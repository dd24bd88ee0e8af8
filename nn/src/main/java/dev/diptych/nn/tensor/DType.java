package dev.diptych.nn.tensor;

/** The element type of a tensor. */
public enum DType {
    FLOAT32(4),
    /** The upper half of a float32: its range, 8 bits of its precision. */
    BFLOAT16(2),
    INT32(4);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
