package dev.diptych.contrastive.embed.file;

import dev.diptych.nn.tensor.Float16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The number format of a {@code .npy} file. */
public enum NpyType {
    FLOAT32("float32", "<f4", Float.BYTES),
    /** IEEE 754 binary16, rounded to nearest, ties to even. */
    FLOAT16("float16", "<f2", Short.BYTES);

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
    public String description() {
        return description;
    }

    /** Bytes of a value. */
    public int bytes() {
        return bytes;
    }

    /** The values as the file holds them. */
    public byte[] encode(float[] values) {
        ByteBuffer encoded =
                ByteBuffer.allocate(Math.multiplyExact(values.length, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (this) {
                case FLOAT32 -> encoded.putFloat(value);
                case FLOAT16 -> encoded.putShort(Float16.of(value));
            }
        }
        return encoded.array();
    }
}
