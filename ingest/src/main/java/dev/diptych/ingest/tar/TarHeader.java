package dev.diptych.ingest.tar;

import dev.diptych.ingest.name.FileName;
import java.util.Arrays;
import java.util.List;

/**
 * One 512-byte header block, decoded but not judged.
 *
 * @param name the ustar prefix and name joined, as {@link FileName} makes text of them
 * @param size the contents' length, or -1 where the field holds no number that fits a long
 * @param type the type flag
 * @param realSize of a sparse file in GNU's old format with its holes, or -1
 */
record TarHeader(String name, long size, byte type, long realSize) {
    static final int BLOCK = 512;

    private static final int OLD_GNU_PARTS = 386;
    private static final int OLD_GNU_REAL_SIZE = 483;
    private static final int PART = 24;

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
        long realSize = block[TYPE] == 'S' ? number(block, OLD_GNU_REAL_SIZE, 12) : -1;
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name, number(block, SIZE, 12), block[TYPE], realSize);
    }

    /** Adds the four parts of a sparse file that its old GNU header has; returns whether the next block has more. */
    static boolean addParts(byte[] block, List<Long> parts) {
        return addParts(block, OLD_GNU_PARTS, OLD_GNU_EXTENDED, parts);
    }

    /** Adds the 21 parts that a block behind such a header has; returns whether the next block has more. */
    static boolean addMoreParts(byte[] block, List<Long> parts) {
        return addParts(block, 0, 504, parts);
    }

    private static boolean addParts(byte[] block, int from, int end, List<Long> parts) {
        for (int at = from; at + PART <= end && block[at + PART / 2] != 0; at += PART) {
            parts.add(number(block, at, PART / 2));
            parts.add(number(block, at + PART / 2, PART / 2));
        }
        return block[end] != 0;
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
