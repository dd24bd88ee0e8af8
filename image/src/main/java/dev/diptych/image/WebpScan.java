package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;

/** Walks the chunks of a WebP (RFC 9649, section 2) without decoding: finds its size and its EXIF orientation. */
final class WebpScan {
    private static final int FIRST_CHUNK = 12;
    private static final int ANIMATED = 0x02;

    private WebpScan() {}

    static Header scan(ByteReader in) {
        long end = 8 + in.u32le(4);
        in.need(0, end);
        int canvasWidth = 0;
        int canvasHeight = 0;
        int width = 0;
        int height = 0;
        Orientation orientation = Orientation.UPRIGHT;
        for (long at = FIRST_CHUNK; at + 8 <= end; ) {
            long length = in.u32le(at + 4);
            long data = at + 8;
            in.need(data, length);
            if (in.has(at, "VP8X")) {
                if ((in.u8(data) & ANIMATED) != 0) {
                    throw ImageException.at(data, Reason.UNSUPPORTED_FORMAT, "an animation, expected a still image");
                }
                canvasWidth = in.u24le(data + 4) + 1;
                canvasHeight = in.u24le(data + 7) + 1;
            } else if (in.has(at, "VP8 ") && width == 0) {
                width = in.u16le(data + 6) & 0x3FFF;
                height = in.u16le(data + 8) & 0x3FFF;
            } else if (in.has(at, "VP8L") && width == 0) {
                long bits = in.u32le(data + 1);
                width = (int) (bits & 0x3FFF) + 1;
                height = (int) (bits >> 14 & 0x3FFF) + 1;
            } else if (in.has(at, "EXIF")) {
                long start = in.has(data, "Exif\0\0") ? data + 6 : data;
                orientation = TiffDirectory.orientation(in, (int) start, (int) (data + length));
            }
            at = data + length + (length & 1);
        }
        if (canvasWidth != 0 && (canvasWidth != width || canvasHeight != height)) {
            throw ImageException.at(
                    FIRST_CHUNK,
                    Reason.CORRUPT,
                    "picture of " + width + "x" + height + ", expected the canvas's " + canvasWidth + "x"
                            + canvasHeight);
        }
        return new Header(width, height, orientation, in.bytes());
    }
}
