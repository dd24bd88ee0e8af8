package dev.diptych.image.resize;

import dev.diptych.image.RgbImage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Pixels as one int each, 0x??BBGGRR, read from RGB bytes eight at a time and written to them. */
final class PackedPixels {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHANNELS = RgbImage.CHANNELS;

    /** Columns that are turned at a time. */
    static final int STRIP = 8;

    static final int STRIP_BYTES = STRIP * CHANNELS;

    private PackedPixels() {}

    /**
     * Turns a strip of eight columns on its side.
     *
     * @param at the byte at which its first row begins, and then each {@code stride} bytes on
     * @param columns take the pixels of each column, from {@code y} on
     */
    static void turn(byte[] pixels, int at, int stride, int rows, int[][] columns, int y) {
        int[] a = columns[0];
        int[] b = columns[1];
        int[] c = columns[2];
        int[] d = columns[3];
        int[] e = columns[4];
        int[] f = columns[5];
        int[] g = columns[6];
        int[] h = columns[7];
        int from = at;
        for (int i = y; i < y + rows; i++, from += stride) {
            long first = (long) LONG.get(pixels, from);
            long second = (long) LONG.get(pixels, from + Long.BYTES);
            long third = (long) LONG.get(pixels, from + 2 * Long.BYTES);
            a[i] = (int) first;
            b[i] = (int) (first >>> 24);
            c[i] = (int) (first >>> 48 | second << 16);
            d[i] = (int) (second >>> 8);
            e[i] = (int) (second >>> 32);
            f[i] = (int) (second >>> 56 | third << 8);
            g[i] = (int) (third >>> 16);
            h[i] = (int) (third >>> 40);
        }
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
