package dev.diptych.image.header;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads unsigned numbers out of a file's bytes, of 8 to 32 bits, big-endian (be) or little-endian (le); a read past the end is an
 * {@link ImageException} of {@code TRUNCATED}.
 */
public record ByteReader(byte[] bytes) {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;

    public int length() {
        return bytes.length;
    }

    public int u8(long at) {
        need(at, 1);
        return bytes[(int) at] & 0xFF;
    }

    public int u16be(long at) {
        need(at, 2);
        return u8(at) << 8 | u8(at + 1);
    }

    public int u16le(long at) {
        need(at, 2);
        return u8(at) | u8(at + 1) << 8;
    }

    public int u24le(long at) {
        need(at, 3);
        return u8(at) | u8(at + 1) << 8 | u8(at + 2) << 16;
    }

    public long u32be(long at) {
        need(at, 4);
        return (long) u16be(at) << 16 | u16be(at + 2);
    }

    public long u32le(long at) {
        need(at, 4);
        return u16le(at) | (long) u16le(at + 2) << 16;
    }

    /** Whether the ASCII letters of {@code text} stand at {@code at}. */
    public boolean has(long at, String text) {
        if (at + text.length() > bytes.length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[(int) at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The first byte from {@code at} on that is 0xFF, or the length if there is none; looks at eight at a time. */
    public int indexOfFf(int at) {
        int i = at;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            long inverted = ~(long) LONG.get(bytes, i);
            long zeros = (inverted - ONES) & ~inverted & (ONES << 7); // the lowest set bit is in the first zero byte
            if (zeros != 0) {
                return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (i < bytes.length && bytes[i] != (byte) 0xFF) {
            i++;
        }
        return i;
    }

    /** A copy of bytes {@code from} to {@code to}. */
    public byte[] slice(long from, long to) {
        need(from, to - from);
        return Arrays.copyOfRange(bytes, (int) from, (int) to);
    }

    /** The ASCII letters at {@code at}. */
    public String text(long at, int count) {
        return new String(slice(at, at + count), StandardCharsets.US_ASCII);
    }

    /** Requires {@code count} bytes from {@code at} on. @throws ImageException of {@code TRUNCATED} if they are not there */
    public void need(long at, long count) {
        if (at < 0 || count < 0 || at + count > bytes.length) {
            throw ImageException.at(
                    bytes.length,
                    Reason.TRUNCATED,
                    "ends after " + bytes.length + " bytes, expected " + count + " more at byte " + at);
        }
    }
}
