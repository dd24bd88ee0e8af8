package dev.diptych.image.tiff;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The decompressed bytes of a strip or tile, as far as they are asked for. */
interface SegmentInput extends AutoCloseable {
    /**
     * Fills {@code target} up to {@code length}.
     *
     * @return how many bytes there were, fewer than {@code length} only where the data end
     */
    int fill(byte[] target, int length);

    @Override
    default void close() {}

    /** Bytes {@code from} to {@code to} of {@code data}, as they are. */
    static SegmentInput stored(byte[] data, int from, int to) {
        return new SegmentInput() {
            private int at = from;

            @Override
            public int fill(byte[] target, int length) {
                int count = Math.min(length, to - at);
                System.arraycopy(data, at, target, 0, count);
                at += count;
                return count;
            }
        };
    }

    /** A zlib stream in bytes {@code from} to {@code to} of {@code data}. */
    static SegmentInput inflated(byte[] data, int from, int to) {
        Inflater inflater = new Inflater();
        inflater.setInput(data, from, to - from);
        return new SegmentInput() {
            @Override
            public int fill(byte[] target, int length) {
                try {
                    int filled = 0;
                    int count = -1;
                    while (filled < length && count != 0) {
                        count = inflater.inflate(target, filled, length - filled);
                        filled += count;
                    }
                    return filled;
                } catch (DataFormatException e) {
                    throw TiffException.corrupt("compressed data broken", "a zlib stream");
                }
            }

            @Override
            public void close() {
                inflater.end();
            }
        };
    }

    /** Runs of PackBits (TIFF 6.0, section 9) in bytes {@code from} to {@code to} of {@code data}. */
    static SegmentInput packBits(byte[] data, int from, int to) {
        return new SegmentInput() {
            private int at = from;
            private int left;
            private boolean repeated;

            @Override
            public int fill(byte[] target, int length) {
                int filled = 0;
                while (filled < length && (left > 0 ? at < to : next())) {
                    int count = Math.min(left, length - filled);
                    if (repeated) {
                        Arrays.fill(target, filled, filled + count, data[at]);
                    } else {
                        count = Math.min(count, to - at);
                        System.arraycopy(data, at, target, filled, count);
                        at += count;
                    }
                    filled += count;
                    left -= count;
                    if (repeated && left == 0) {
                        at++;
                    }
                }
                return filled;
            }

            private boolean next() {
                while (at + 1 < to) {
                    int code = data[at++];
                    if (code != -128) {
                        repeated = code < 0;
                        left = Math.abs(code) + 1;
                        return true;
                    }
                }
                return false;
            }
        };
    }
}
