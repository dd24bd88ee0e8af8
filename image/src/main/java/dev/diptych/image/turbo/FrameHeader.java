package dev.diptych.image.turbo;

import dev.diptych.image.header.ByteReader;
import org.jspecify.annotations.Nullable;

/**
 * The frame header of a JPEG that was scanned before (ITU T.81, B.2.2).
 *
 * @param factorsAt where the sampling factors of the first component are, a byte
 * @param horizontal those of the first component
 * @param vertical those of the first component
 * @param simple whether all other components' are 1x1
 */
record FrameHeader(int factorsAt, int horizontal, int vertical, boolean simple) {
    private static final int SOF0 = 0xC0;
    private static final int SOF2 = 0xC2;
    private static final int SOS = 0xDA;
    private static final int MOST = 4;

    /** Null where none comes before the first scan, or one of another length than it should have. */
    static @Nullable FrameHeader find(byte[] jpeg) {
        ByteReader in = new ByteReader(jpeg);
        for (int at = 2; in.u8(at + 1) != SOS; at += 2 + in.u16be(at + 2)) {
            int marker = in.u8(at + 1);
            if (marker >= SOF0 && marker <= SOF2) {
                int components = in.u8(at + 9);
                return in.u16be(at + 2) == 8 + 3 * components ? read(in, at + 11, components) : null;
            }
        }
        return null;
    }

    private static @Nullable FrameHeader read(ByteReader in, int factorsAt, int components) {
        boolean simple = true;
        for (int i = 1; i < components; i++) {
            simple &= in.u8(factorsAt + 3 * i) == 0x11;
        }
        int horizontal = in.u8(factorsAt) >> 4;
        int vertical = in.u8(factorsAt) & 15;
        boolean lawful = horizontal >= 1 && horizontal <= MOST && vertical >= 1 && vertical <= MOST;
        return lawful ? new FrameHeader(factorsAt, horizontal, vertical, simple) : null;
    }
}
