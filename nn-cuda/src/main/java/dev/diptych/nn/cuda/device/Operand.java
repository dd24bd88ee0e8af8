package dev.diptych.nn.cuda.device;

import dev.diptych.nn.tensor.DType;

/**
 * A column-major matrix in device memory.
 *
 * @param address of its first element, a multiple of the element's size
 * @param dtype float32 or bfloat16
 * @param rows at least 1
 * @param columns at least 1
 * @param stride elements from one column to the next, at least {@code rows}
 */
public record Operand(long address, DType dtype, int rows, int columns, long stride) {
    public Operand {
        if (address == 0
                || address % dtype.bytes() != 0
                || dtype == DType.INT32
                || rows < 1
                || columns < 1
                || stride < rows) {
            throw new IllegalArgumentException("operand: " + dtype + " [" + rows + ", " + columns + "] at " + address
                    + ", columns " + stride + " apart, expected an aligned column-major matrix");
        }
    }

    /** Bytes from its first element to past its last. */
    public long span() {
        return ((columns - 1) * stride + rows) * dtype.bytes();
    }

    /** The largest power of two up to 256 that divides its address. */
    public int alignment() {
        return (int) Math.min(256, Long.lowestOneBit(address));
    }
}
