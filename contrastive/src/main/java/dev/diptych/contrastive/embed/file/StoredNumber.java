package dev.diptych.contrastive.embed.file;

import dev.diptych.nn.tensor.Float16;
import java.nio.ByteBuffer;

/** The types of numbers that are read from {@code .npy} files, of either order of bytes. */
enum StoredNumber {
    FLOAT16("f2", Short.BYTES),
    FLOAT32("f4", Float.BYTES),
    FLOAT64("f8", Double.BYTES),
    INT32("i4", Integer.BYTES),
    INT64("i8", Long.BYTES);

    private final String code;
    private final int bytes;

    StoredNumber(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** What stands under {@code descr} after the order of bytes. */
    String code() {
        return code;
    }

    int bytes() {
        return bytes;
    }

    boolean isFloat() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** The next number of a buffer, of float64 the nearest float32. */
    float nextFloat(ByteBuffer buffer) {
        return switch (this) {
            case FLOAT16 -> Float16.toFloat(buffer.getShort());
            case FLOAT32 -> buffer.getFloat();
            case FLOAT64 -> (float) buffer.getDouble();
            case INT32, INT64 -> throw new IllegalStateException("npy: " + this + ", expected fractions");
        };
    }

    /** The next number of a buffer. */
    long nextWhole(ByteBuffer buffer) {
        return switch (this) {
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
            case FLOAT16, FLOAT32, FLOAT64 ->
                throw new IllegalStateException("npy: " + this + ", expected whole numbers");
        };
    }
}
