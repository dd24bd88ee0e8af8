package dev.diptych.text.bpe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The printable characters that stand for bytes in token spellings, as in GPT-2 and CLIP: a byte that is a printable
 * Latin-1 character stands for itself, the other 68 are U+0100 and up in ascending order. In CLIP's vocabulary the
 * printable bytes come first, then the others.
 */
public final class ByteAlphabet {
    /** The byte of each position in CLIP's vocabulary. */
    private static final int[] BYTE_AT = new int[256];

    private static final int[] POSITION_OF = new int[256];

    private static final String[] SYMBOL = new String[256];

    /** The byte of each symbol from U+0000 to U+0143, or -1. */
    private static final int[] BYTE_OF = new int[256 + 68];

    static {
        Arrays.fill(BYTE_OF, -1);
        int position = 0;
        for (int octet = 0; octet < 256; octet++) {
            if (isPrintable(octet)) {
                define(position++, octet, octet);
            }
        }
        int character = 256;
        for (int octet = 0; octet < 256; octet++) {
            if (!isPrintable(octet)) {
                define(position++, octet, character++);
            }
        }
    }

    private ByteAlphabet() {}

    /** The symbol of a byte from 0 to 255: a string of one character. */
    public static String symbol(int octet) {
        return SYMBOL[octet];
    }

    /** The byte whose symbol comes at this position, 0 to 255, of CLIP's vocabulary. */
    static int byteAt(int position) {
        return BYTE_AT[position];
    }

    /** The position of a byte in CLIP's vocabulary, 0 to 255. */
    public static int positionOf(int octet) {
        return POSITION_OF[octet];
    }

    /** The bytes that a spelling without suffix stands for, or null where a character stands for none. */
    public static byte @Nullable [] bytes(String spelling) {
        byte[] bytes = new byte[spelling.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = spelling.charAt(i);
            if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
                return null;
            }
            bytes[i] = (byte) BYTE_OF[c];
        }
        return bytes;
    }

    private static boolean isPrintable(int octet) {
        return (octet >= '!' && octet <= '~') || (octet >= 0xA1 && octet != 0xAD);
    }

    private static void define(int position, int octet, int character) {
        BYTE_AT[position] = octet;
        POSITION_OF[octet] = position;
        SYMBOL[octet] = String.valueOf((char) character);
        BYTE_OF[character] = octet;
    }
}
