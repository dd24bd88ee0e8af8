package dev.diptych.nn.tensor;

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of mantissa. */
public final class Float16 {
    /** The largest finite value. */
    public static final float MAX = 65504;

    private static final float SMALLEST_NORMAL = 0x1p-14f;
    private static final float SUBNORMAL_UNIT = 0x1p-24f;
    private static final int MANTISSA_SHIFT = 13; // of 23 bits down to 10

    private Float16() {}

    /** The value of a half's bits, exact. */
    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1F;
        int mantissa = half & 0x3FF;
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * SUBNORMAL_UNIT));
        }
        int widened = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | widened << 23 | mantissa << MANTISSA_SHIFT);
    }

    /** The nearest half, ties to even, as bits; values beyond {@link #MAX} by half a unit or more become infinite. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00 | bits >> MANTISSA_SHIFT & 0x3FF);
        }
        if (size < SMALLEST_NORMAL) {
            return (short) (sign | (int) Math.rint(size / SUBNORMAL_UNIT)); // the division is exact
        }
        if (size >= MAX + 16) {
            return (short) (sign | 0x7C00);
        }
        int rebased = (bits & 0x7FFFFFFF) - (127 - 15 << 23);
        int rounded = rebased + (1 << MANTISSA_SHIFT - 1) - 1 + (rebased >> MANTISSA_SHIFT & 1);
        return (short) (sign | rounded >> MANTISSA_SHIFT);
    }
}
