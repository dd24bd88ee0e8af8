package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;

/** Walks the blocks of a GIF (GIF89a specification) up to the end of the first frame, without decoding. */
final class GifScan {
    private static final int SCREEN_FLAGS = 10;
    private static final int FIRST_BLOCK = 13;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2C;

    private GifScan() {}

    static Header scan(ByteReader in) {
        int screenWidth = in.u16le(6);
        int screenHeight = in.u16le(8);
        int at = FIRST_BLOCK + colorTable(in.u8(SCREEN_FLAGS));
        while (in.u8(at) == EXTENSION) {
            at = skipSubBlocks(in, at + 2);
        }
        if (in.u8(at) != FRAME) {
            throw ImageException.at(
                    at, Reason.CORRUPT, "block 0x" + Integer.toHexString(in.u8(at)) + ", expected a frame");
        }
        int left = in.u16le(at + 1);
        int top = in.u16le(at + 3);
        int width = in.u16le(at + 5);
        int height = in.u16le(at + 7);
        skipSubBlocks(in, at + 11 + colorTable(in.u8(at + 9)));
        boolean screenUnset = screenWidth == 0 || screenHeight == 0;
        return new Header(
                screenUnset ? left + width : screenWidth,
                screenUnset ? top + height : screenHeight,
                left,
                top,
                Orientation.UPRIGHT,
                in.bytes());
    }

    private static int colorTable(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int skipSubBlocks(ByteReader in, int from) {
        int at = from;
        while (in.u8(at) != 0) {
            at += 1 + in.u8(at);
        }
        return at + 1;
    }
}
