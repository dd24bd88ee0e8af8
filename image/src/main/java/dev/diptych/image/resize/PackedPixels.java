package dev.diptych.image.resize;

import dev.diptych.image.RgbImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Pixels as one int each, 0x??BBGGRR, read from and written to RGB bytes several at a time. */
final class PackedPixels {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHANNELS = RgbImage.CHANNELS;

    private PackedPixels() {}

    /** The pixel at byte {@code at} in bits 0 to 23, and the next one, or zeros past the end, in bits 24 to 47. */
    static long pair(byte[] pixels, int at) {
        return at + Long.BYTES <= pixels.length ? (long) LONG.get(pixels, at) : lastPair(pixels, at);
    }

    private static long lastPair(byte[] pixels, int at) {
        long pair = 0;
        for (int i = Math.min(2 * CHANNELS, pixels.length - at) - 1; i >= 0; i--) {
            pair = pair << 8 | pixels[at + i] & 0xFF;
        }
        return pair;
    }

    /** Writes a row of pixels to {@code target} from byte {@code at} on, and nothing past the row. */
    static void store(int[] row, byte[] target, int at) {
        int last = row.length - 1;
        for (int i = 0; i < last; i++) {
            INT.set(target, at + CHANNELS * i, row[i]); // its fourth byte is the next pixel's, which is written next
        }
        int end = at + CHANNELS * last;
        target[end] = (byte) row[last];
        target[end + 1] = (byte) (row[last] >> 8);
        target[end + 2] = (byte) (row[last] >> 16);
    }
}
