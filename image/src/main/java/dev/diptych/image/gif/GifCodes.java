package dev.diptych.image.gif;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.header.ByteReader;

/** Decodes GIF's variable-length LZW codes (GIF89a specification, appendix F). */
final class GifCodes {
    private static final int MAX_CODES = 4096;

    private final ByteReader in;
    private final int minimumBits;
    /** The next byte, and how many are left in its sub-block. */
    private int at;

    private int left;
    private int bits;
    private int bitCount;

    // Code i stands for the string of prefix[i], then suffix[i].
    private final short[] prefix = new short[MAX_CODES];
    private final byte[] suffix = new byte[MAX_CODES];
    private final byte[] reversed = new byte[MAX_CODES + 1];

    GifCodes(ByteReader in, int dataAt) {
        this.in = in;
        this.minimumBits = in.u8(dataAt);
        this.at = dataAt + 1;
        if (minimumBits < 1 || minimumBits > 8) {
            throw ImageException.at(dataAt, Reason.CORRUPT, "codes of " + minimumBits + " bits, expected 1 to 8");
        }
    }

    /** Fills {@code target}; returns how many indices there were. */
    int decode(byte[] target) {
        int clear = 1 << minimumBits;
        for (int i = 0; i < clear; i++) {
            suffix[i] = (byte) i;
        }
        int width = minimumBits + 1;
        int next = clear + 2;
        int previous = -1;
        byte first = 0;
        int filled = 0;
        while (filled < target.length) {
            int code = next(width);
            if (code < 0 || code == clear + 1) {
                return filled;
            }
            if (code == clear) {
                width = minimumBits + 1;
                next = clear + 2;
                previous = -1;
                continue;
            }
            if (code > next || (code == next && previous < 0) || (previous < 0 && code >= clear)) {
                throw ImageException.at(at, Reason.CORRUPT, "code " + code + ", expected at most " + next);
            }
            int depth = 0;
            int walk = code;
            if (code == next) {
                reversed[depth++] = first;
                walk = previous;
            }
            while (walk >= clear) {
                reversed[depth++] = suffix[walk];
                walk = prefix[walk];
            }
            first = suffix[walk];
            reversed[depth++] = first;
            while (depth > 0 && filled < target.length) {
                target[filled++] = reversed[--depth];
            }
            if (previous >= 0 && next < MAX_CODES) {
                prefix[next] = (short) previous;
                suffix[next] = first;
                next++;
                if (next == 1 << width && width < 12) {
                    width++;
                }
            }
            previous = code;
        }
        return filled;
    }

    /** The next code of {@code width} bits; -1 where the data end. */
    private int next(int width) {
        while (bitCount < width) {
            if (left == 0) {
                if (at >= in.length() || in.u8(at) == 0) {
                    return -1;
                }
                left = in.u8(at++);
            }
            if (at >= in.length()) {
                return -1;
            }
            bits |= in.u8(at++) << bitCount;
            bitCount += 8;
            left--;
        }
        int code = bits & ((1 << width) - 1);
        bits >>>= width;
        bitCount -= width;
        return code;
    }
}
