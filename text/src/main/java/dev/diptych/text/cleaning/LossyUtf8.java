package dev.diptych.text.cleaning;

import java.io.ByteArrayOutputStream;

/** UTF-8 of which some bytes were lost or changed on the way. */
final class LossyUtf8 {
    /** Stands for a byte that was lost: the control character "substitute". */
    static final int LOST = 0x1A;

    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private LossyUtf8() {}

    /** The length of a sequence by its first byte; 0 for bytes that begin none. */
    static int length(int first) {
        if (first >= 0xC2 && first <= 0xDF) {
            return 2;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            return 3;
        }
        return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
    }

    /**
     * Restores A0 where a space stands in its place, and replaces each sequence with a lost byte by U+FFFD.
     *
     * <p>{@code C3 20} alone is the letter a with a grave, a word of its own or the end of one, and the space after it.
     */
    static byte[] restore(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int first = bytes[i] & 0xFF;
            int length = length(first);
            boolean whole = length > 0 && i + length <= bytes.length;
            if (whole && first == 0xC3 && bytes[i + 1] == ' ') {
                boolean spaced = i + 2 < bytes.length && bytes[i + 2] == ' ';
                out.write(0xC3);
                out.write(0xA0);
                if (!spaced) {
                    out.write(' ');
                }
                i++;
            } else if (whole && isLost(bytes, i, length)) {
                out.writeBytes(REPLACEMENT);
                i += length - 1;
            } else if (whole && first >= 0xE2 && isSpaced(bytes, i, length)) {
                for (int k = i; k < i + length; k++) {
                    out.write(bytes[k] == ' ' ? 0xA0 : bytes[k]);
                }
                i += length - 1;
            } else {
                out.write(first);
            }
        }
        return out.toByteArray();
    }

    private static boolean isLost(byte[] bytes, int at, int length) {
        boolean lost = false;
        for (int i = at + 1; i < at + length; i++) {
            boolean question = bytes[i] == '?' && length == 2 && (bytes[at] & 0xFE) == 0xC2;
            if (bytes[i] == LOST || question) {
                lost = true;
            } else if (!isContinuation(bytes[i])) {
                return false;
            }
        }
        return lost;
    }

    /** Whether the last byte of a sequence is a space and those between continue it. */
    private static boolean isSpaced(byte[] bytes, int at, int length) {
        for (int i = at + 1; i < at + length - 1; i++) {
            if (!isContinuation(bytes[i])) {
                return false;
            }
        }
        return bytes[at + length - 1] == ' ';
    }

    private static boolean isContinuation(byte octet) {
        return (octet & 0xC0) == 0x80;
    }
}
