package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a WebP (RFC 9649, section 2) without decoding: finds its size, EXIF orientation and profile, and
 * passes on a file of the picture's chunks alone: that of its alpha, if it has one of its own, then that of its colours.
 */
final class WebpScan {
    private static final int FIRST_CHUNK = 12;
    private static final int ANIMATED = 0x02;

    private final ByteReader in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int canvasWidth;
    private int canvasHeight;
    private int width;
    private int height;
    private Orientation orientation = Orientation.UPRIGHT;
    private byte @Nullable [] profile;

    private WebpScan(ByteReader in) {
        this.in = in;
    }

    static Header scan(ByteReader in) {
        return new WebpScan(in).scan();
    }

    private Header scan() {
        long end = 8 + in.u32le(4);
        @Nullable ImageException truncation = null;
        try {
            for (long at = FIRST_CHUNK; at + 8 <= end; ) {
                long length = in.u32le(at + 4);
                if (at + 8 + length > in.length() && in.has(at, "VP8") && at + 20 < in.length()) {
                    picture(at, in.length() - at - 8);
                }
                in.need(at + 8, length);
                chunk(at, at + 8, length);
                at += 8 + length + (length & 1);
            }
            in.need(0, end);
        } catch (ImageException e) {
            if (e.reason() != Reason.TRUNCATED || width == 0) {
                throw e;
            }
            truncation = e;
        }
        if (canvasWidth != 0 && (canvasWidth != width || canvasHeight != height)) {
            throw ImageException.at(
                    FIRST_CHUNK,
                    Reason.CORRUPT,
                    "picture of " + width + "x" + height + ", expected the canvas's " + canvasWidth + "x"
                            + canvasHeight);
        }
        return new Header(width, height, orientation, profile, truncation, file(kept.toByteArray()));
    }

    private void chunk(long at, long data, long length) {
        if (in.has(at, "VP8X")) {
            if ((in.u8(data) & ANIMATED) != 0) {
                throw ImageException.at(data, Reason.UNSUPPORTED_FORMAT, "an animation, expected a still image");
            }
            canvasWidth = in.u24le(data + 4) + 1;
            canvasHeight = in.u24le(data + 7) + 1;
        } else if (in.has(at, "ALPH") && width == 0 && kept.size() == 0) {
            keep(at, length);
        } else if (in.has(at, "VP8 ") || in.has(at, "VP8L")) {
            picture(at, length);
        } else if (in.has(at, "ICCP")) {
            profile = in.slice(data, data + length);
        } else if (in.has(at, "EXIF")) {
            long start = in.has(data, "Exif\0\0") ? data + 6 : data;
            orientation = TiffDirectory.orientation(in, (int) start, (int) (data + length));
        }
    }

    private void picture(long at, long length) {
        if (width != 0) {
            return;
        }
        if (in.has(at, "VP8 ")) {
            width = in.u16le(at + 14) & 0x3FFF;
            height = in.u16le(at + 16) & 0x3FFF;
        } else if (in.has(at, "VP8L")) {
            long bits = in.u32le(at + 9);
            width = (int) (bits & 0x3FFF) + 1;
            height = (int) (bits >> 14 & 0x3FFF) + 1;
        } else {
            return;
        }
        keep(at, length);
    }

    private void keep(long at, long length) {
        kept.write(in.bytes(), (int) at, 4);
        littleEndian(kept, length, 4);
        kept.write(in.bytes(), (int) at + 8, (int) length);
        if ((length & 1) != 0) {
            kept.write(0);
        }
    }

    /** A WebP of one chunk. */
    static byte[] file(String type, byte[] data) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(data.length + 9);
        chunk.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
        littleEndian(chunk, data.length, 4);
        chunk.writeBytes(data);
        if ((data.length & 1) != 0) {
            chunk.write(0);
        }
        return file(chunk.toByteArray());
    }

    private static byte[] file(byte[] chunks) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(chunks.length + 12);
        file.writeBytes("RIFF".getBytes(StandardCharsets.US_ASCII));
        littleEndian(file, chunks.length + 4L, 4);
        file.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(chunks);
        return file.toByteArray();
    }

    static void littleEndian(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
    }
}
