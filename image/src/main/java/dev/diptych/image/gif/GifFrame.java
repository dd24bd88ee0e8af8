package dev.diptych.image.gif;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.header.ByteReader;

/**
 * Where the first picture of a GIF lies and what it is made of (GIF89a specification).
 *
 * @param screenWidth columns of the canvas; grown where the picture leaves it, as most readers do
 * @param screenHeight rows of the canvas, likewise
 * @param colorsAt the offset of the colour table, or {@link #NO_COLORS}
 * @param colorCount entries of the colour table
 * @param transparentIndex the index that is transparent, or -1
 * @param dataAt the offset of the compressed data: the code size, then sub-blocks
 */
record GifFrame(
        int screenWidth,
        int screenHeight,
        int left,
        int top,
        int width,
        int height,
        boolean interlaced,
        int colorsAt,
        int colorCount,
        int transparentIndex,
        int dataAt) {
    static final int NO_COLORS = -1;

    private static final int SCREEN_FLAGS = 10;
    private static final int FIRST_BLOCK = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int FRAME = 0x2C;
    private static final int INTERLACED = 0x40;

    GifFrame {
        if (width < 1 || height < 1) {
            throw ImageException.at(
                    dataAt, Reason.CORRUPT, width + "x" + height + " pixels, expected a frame of at least 1x1");
        }
    }

    static GifFrame read(ByteReader in) {
        int at = FIRST_BLOCK + tableBytes(in.u8(SCREEN_FLAGS));
        int transparentIndex = -1;
        while (in.u8(at) == EXTENSION) {
            if (in.u8(at + 1) == GRAPHIC_CONTROL && in.u8(at + 2) == 4) {
                transparentIndex = (in.u8(at + 3) & 1) == 0 ? -1 : in.u8(at + 6);
            }
            at = skipSubBlocks(in, at + 2);
        }
        if (in.u8(at) != FRAME) {
            throw ImageException.at(
                    at, Reason.CORRUPT, "block 0x" + Integer.toHexString(in.u8(at)) + ", expected a frame");
        }
        int flags = in.u8(at + 9);
        boolean ownColors = tableBytes(flags) > 0;
        int colorBytes = ownColors ? tableBytes(flags) : tableBytes(in.u8(SCREEN_FLAGS));
        int right = in.u16le(at + 1) + in.u16le(at + 5);
        int bottom = in.u16le(at + 3) + in.u16le(at + 7);
        return new GifFrame(
                Math.max(in.u16le(6), right),
                Math.max(in.u16le(8), bottom),
                in.u16le(at + 1),
                in.u16le(at + 3),
                in.u16le(at + 5),
                in.u16le(at + 7),
                (flags & INTERLACED) != 0,
                colorBytes == 0 ? NO_COLORS : ownColors ? at + 10 : FIRST_BLOCK,
                colorBytes / 3,
                transparentIndex,
                at + 10 + tableBytes(flags));
    }

    boolean coversScreen() {
        return left == 0 && top == 0 && width == screenWidth && height == screenHeight;
    }

    private static int tableBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    /** Returns the offset behind the sub-blocks that start at {@code from}. */
    static int skipSubBlocks(ByteReader in, int from) {
        int at = from;
        while (in.u8(at) != 0) {
            at += 1 + in.u8(at);
        }
        return at + 1;
    }
}
