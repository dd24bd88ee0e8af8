package dev.diptych.ingest.tar;

import dev.diptych.ingest.name.FileName;
import java.util.Arrays;

/**
 * One 512-byte header block, decoded but not judged.
 *
 * @param name the ustar prefix and name joined, as {@link FileName} makes text of them
 * @param size the contents' length, or -1 where the field holds no number that fits a long
 * @param type the type flag
 * @param extended whether an old GNU sparse header goes on in the next block
 */
record TarHeader(String name, long size, byte type, boolean extended) {
    static final int BLOCK = 512;

    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int OLD_GNU_EXTENDED = 482;

    static TarHeader of(byte[] block) {
        String name = text(block, 0, 100);
        boolean posix = Arrays.equals(block, MAGIC, MAGIC + 6, new byte[] {'u', 's', 't', 'a', 'r', 0}, 0, 6);
        String prefix = posix ? text(block, PREFIX, 155) : "";
        boolean extended = block[TYPE] == 'S' && block[OLD_GNU_EXTENDED] != 0;
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name, number(block, SIZE, 12), block[TYPE], extended);
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the checksum is right, summing bytes as unsigned or, as some old writers did, as signed. */
    static boolean isHeader(byte[] block) {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
            unsigned += b & 0xFF;
            signed += b;
        }
        long stored = number(block, CHECKSUM, 8);
        return stored == unsigned || stored == signed;
    }

    /** Whether it is a header by its checksum and by the magic that ustar, PAX and GNU share. */
    static boolean isMarkedHeader(byte[] block) {
        return Arrays.equals(block, MAGIC, MAGIC + 5, new byte[] {'u', 's', 't', 'a', 'r'}, 0, 5) && isHeader(block);
    }

    private static String text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return FileName.text(block, offset, end - offset);
    }

    /** An octal number between spaces and NULs, or base 256 where the first bit is set; -1 if neither. */
    private static long number(byte[] block, int offset, int length) {
        if ((block[offset] & 0x80) != 0) {
            return base256(block, offset, length);
        }
        String digits = text(block, offset, length).strip();
        if (digits.isEmpty()) {
            return 0;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '7') {
                return -1;
            }
            value = value * 8 + (c - '0');
        }
        return value;
    }

    private static long base256(byte[] block, int offset, int length) {
        long value = block[offset] & 0x7F;
        for (int i = 1; i < length; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                return -1;
            }
            value = (value << 8) | (block[offset + i] & 0xFF);
        }
        return value;
    }
}
