package dev.diptych.image.tiff;

/** LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first, one code early. */
final class LzwInput implements SegmentInput {
    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST = 258;
    private static final int MIN_WIDTH = 9;
    private static final int MAX_WIDTH = 12;
    private static final int NONE = -1;

    private final byte[] data;
    private final int to;
    private int at;
    private int bits;
    private int bitCount;

    // A string is another one, its prefix, and a byte; those of one byte are their own codes.
    private final short[] prefixes = new short[1 << MAX_WIDTH];
    private final byte[] lastBytes = new byte[1 << MAX_WIDTH];
    private final short[] lengths = new short[1 << MAX_WIDTH];
    private int size = FIRST;
    private int width = MIN_WIDTH;
    private int previous = NONE;
    private boolean ended;

    private final byte[] string = new byte[1 << MAX_WIDTH];
    private int stringAt;
    private int stringEnd;

    LzwInput(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.to = to;
        for (int i = 0; i < CLEAR; i++) {
            lastBytes[i] = (byte) i;
            lengths[i] = 1;
        }
        if (to - from > 1 && data[from] == 0 && (data[from + 1] & 1) != 0) {
            throw TiffException.unsupported("TIFF with LZW of before version 6", "codes that begin with a high bit");
        }
    }

    @Override
    public int fill(byte[] target, int length) {
        int filled = 0;
        while (filled < length && (stringAt < stringEnd || next())) {
            int count = Math.min(stringEnd - stringAt, length - filled);
            System.arraycopy(string, stringAt, target, filled, count);
            stringAt += count;
            filled += count;
        }
        return filled;
    }

    /** Decodes one code to a string; returns whether there was one. */
    private boolean next() {
        int code = ended ? END : code();
        while (code == CLEAR) {
            size = FIRST;
            width = MIN_WIDTH;
            previous = NONE;
            code = code();
        }
        if (code == END) {
            ended = true;
            return false;
        }
        if (code > size || (code == size && previous == NONE) || (previous == NONE && code > END)) {
            throw TiffException.corrupt("LZW code " + code, "at most " + (previous == NONE ? END : size));
        }
        if (previous != NONE && size < 1 << MAX_WIDTH) {
            prefixes[size] = (short) previous;
            lengths[size] = (short) (lengths[previous] + 1);
            lastBytes[size] = firstByte(code == size ? previous : code);
            size++;
            if (size + 1 == 1 << width && width < MAX_WIDTH) {
                width++;
            }
        } else if (code >= size) {
            throw TiffException.corrupt("LZW code " + code, "less than " + size);
        }
        previous = code;
        stringAt = 0;
        stringEnd = lengths[code];
        for (int i = stringEnd - 1, c = code; i >= 0; i--, c = prefixes[c]) {
            string[i] = lastBytes[c];
        }
        return true;
    }

    private byte firstByte(int code) {
        int first = code;
        while (first > END) {
            first = prefixes[first];
        }
        return (byte) first;
    }

    private int code() {
        while (bitCount < width) {
            if (at == to) {
                return END;
            }
            bits = bits << 8 | (data[at++] & 0xFF);
            bitCount += 8;
        }
        bitCount -= width;
        return bits >>> bitCount & ((1 << width) - 1);
    }
}
