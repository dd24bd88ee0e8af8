package dev.diptych.image.png;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.ByteReader;

/**
 * The IHDR chunk of a PNG.
 *
 * @param depth bits per sample: 1, 2, 4, 8 or 16
 * @param colorType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
 * @param interlaced whether the pixels come in Adam7's seven passes
 */
record PngHeader(int width, int height, int depth, int colorType, boolean interlaced) {
    static final int PALETTE = 3;

    PngHeader {
        boolean known = switch (colorType) {
            case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case 2, 4, 6 -> depth == 8 || depth == 16;
            default -> false;
        };
        if (!known) {
            throw ImageException.at(
                    ImageException.NO_OFFSET,
                    Reason.CORRUPT,
                    "colour type " + colorType + " of " + depth + " bits, expected one of PNG's fifteen");
        }
    }

    /** Reads the 13 bytes at {@code at}. */
    static PngHeader read(ByteReader in, int at) {
        if (in.u8(at + 10) != 0 || in.u8(at + 11) != 0 || in.u8(at + 12) > 1) {
            throw ImageException.at(
                    ImageException.NO_OFFSET,
                    Reason.CORRUPT,
                    "compression " + in.u8(at + 10) + ", filter " + in.u8(at + 11) + ", interlace " + in.u8(at + 12)
                            + ", expected 0, 0 and 0 or 1");
        }
        return new PngHeader(
                (int) in.u32be(at), (int) in.u32be(at + 4), in.u8(at + 8), in.u8(at + 9), in.u8(at + 12) == 1);
    }

    int samplesPerPixel() {
        return switch (colorType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Bytes between a byte and the one that filters compare it with. */
    int filterDistance() {
        return Math.max(1, samplesPerPixel() * depth / 8);
    }

    /** Bytes of a row of {@code columns} pixels, without its filter. */
    int rowBytes(int columns) {
        return Math.toIntExact(((long) columns * samplesPerPixel() * depth + 7) / 8);
    }

    /** What the picture is decoded to. */
    Channels channels(boolean transparent) {
        return switch (colorType) {
            case 0 -> transparent ? Channels.GREY_ALPHA : Channels.GREY;
            case 4 -> Channels.GREY_ALPHA;
            case 6 -> Channels.RGB_ALPHA;
            default -> transparent ? Channels.RGB_ALPHA : Channels.RGB;
        };
    }
}
