package dev.diptych.nn.tensor;

/** The 16-bit format that is the upper half of a float32. */
public final class BFloat16 {
    private BFloat16() {}

    /** The nearest bfloat16, ties to even, as bits. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40); // quiet, so that cutting the lower half leaves no infinity
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /** The value of a bfloat16's bits. */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest value that a bfloat16 holds. */
    public static float round(float value) {
        return toFloat(of(value));
    }
}
