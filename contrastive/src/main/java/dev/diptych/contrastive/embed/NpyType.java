package dev.diptych.contrastive.embed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The number format of a {@code .npy} file. */
public enum NpyType {
    FLOAT32("float32", "<f4", Float.BYTES),
    /** IEEE 754 binary16, rounded to nearest, ties to even. */
    FLOAT16("float16", "<f2", Short.BYTES);

    private static final float SMALLEST_NORMAL = 0x1p-14f;
    private static final float SUBNORMAL_UNIT = 0x1p-24f;
    private static final float OVERFLOW = 65520; // halfway from the largest half to the next
    private static final int LOST_BITS = 13; // of a mantissa of 23 down to 10

    private final String option;
    private final String description;
    private final int bytes;

    NpyType(String option, String description, int bytes) {
        this.option = option;
        this.description = description;
        this.bytes = bytes;
    }

    /** NumPy's name of it. */
    public String option() {
        return option;
    }

    /** What stands under {@code descr} in the file. */
    String description() {
        return description;
    }

    /** Bytes of a value. */
    int bytes() {
        return bytes;
    }

    /** The values as the file holds them. */
    byte[] encode(float[] values) {
        ByteBuffer encoded =
                ByteBuffer.allocate(Math.multiplyExact(values.length, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (this) {
                case FLOAT32 -> encoded.putFloat(value);
                case FLOAT16 -> encoded.putShort(half(value));
            }
        }
        return encoded.array();
    }

    /** The bits of the nearest half. */
    static short half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00);
        }
        if (size >= OVERFLOW) {
            return (short) (sign | 0x7C00);
        }
        if (size < SMALLEST_NORMAL) {
            return (short) (sign | (int) Math.rint(size / SUBNORMAL_UNIT)); // the division is exact
        }
        int rebased = (bits & 0x7FFFFFFF) - (127 - 15 << 23);
        int rounded = rebased + (1 << LOST_BITS - 1) - 1 + (rebased >> LOST_BITS & 1);
        return (short) (sign | rounded >> LOST_BITS);
    }
}
