package dev.diptych.image.webp;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.Orientation;
import dev.diptych.image.header.TiffDirectory;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a WebP (RFC 9649, section 2) without decoding: finds its size, EXIF orientation and profile, and
 * passes on its picture, an animation's first, as an ANMF chunk has it: the place on the canvas, then the chunks of its
 * alpha, if it has one of its own, and of its colours.
 */
public final class WebpScan {
    private static final int FIRST_CHUNK = 12;

    private final ByteReader in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int canvasWidth;
    private int canvasHeight;
    private @Nullable WebpFrame announced;
    private @Nullable WebpFrame frame;
    private long pictureEnd;
    private Orientation orientation = Orientation.UPRIGHT;
    private byte @Nullable [] profile;

    private WebpScan(ByteReader in) {
        this.in = in;
    }

    public static Header scan(ByteReader in) {
        return new WebpScan(in).scan();
    }

    private Header scan() {
        @Nullable ImageException truncation = null;
        try {
            long end = 8 + in.u32le(4);
            walk(FIRST_CHUNK, end);
            in.need(0, end);
        } catch (ImageException e) {
            if (e.reason() != Reason.TRUNCATED || frame == null) {
                throw e;
            }
            boolean onlyLaterFrames = announced != null && pictureEnd <= in.length();
            truncation = onlyLaterFrames ? null : e;
        }
        if (frame == null) {
            throw ImageException.at(FIRST_CHUNK, Reason.CORRUPT, "no picture, expected a VP8 or VP8L chunk");
        }
        if (canvasWidth == 0) {
            canvasWidth = frame.width();
            canvasHeight = frame.height();
        }
        if (!(announced == null
                ? frame.covers(canvasWidth, canvasHeight)
                : frame.liesWithin(canvasWidth, canvasHeight))) {
            throw ImageException.at(
                    FIRST_CHUNK,
                    Reason.CORRUPT,
                    "picture of " + frame + ", expected the canvas's " + canvasWidth + "x" + canvasHeight);
        }
        ByteArrayOutputStream picture = new ByteArrayOutputStream(WebpFrame.BYTES + kept.size());
        frame.write(picture);
        picture.writeBytes(kept.toByteArray());
        return new Header(canvasWidth, canvasHeight, orientation, profile, truncation, picture.toByteArray());
    }

    /** Looks at the chunks from {@code from} on; at the beginning of one that is cut off, too. */
    private void walk(long from, long end) {
        for (long at = from; at + 8 <= end; ) {
            long length = in.u32le(at + 4);
            long data = at + 8;
            chunk(at, data, Math.min(length, in.length() - data));
            in.need(data, length);
            at = data + length + (length & 1);
        }
    }

    private void chunk(long at, long data, long length) {
        if (in.has(at, "VP8X")) {
            canvasWidth = in.u24le(data + 4) + 1;
            canvasHeight = in.u24le(data + 7) + 1;
        } else if (in.has(at, "ALPH") && frame == null && kept.size() == 0) {
            keep(at, length);
            kept.write(new byte[1], 0, (int) (length & 1));
        } else if (in.has(at, "VP8 ") || in.has(at, "VP8L")) {
            picture(at, length);
        } else if (in.has(at, "ANMF")) {
            animationFrame(data, length);
        } else if (in.has(at, "ICCP")) {
            profile = in.slice(data, data + length);
        } else if (in.has(at, "EXIF")) {
            long start = in.has(data, "Exif\0\0") ? data + 6 : data;
            orientation = TiffDirectory.orientation(in, (int) start, (int) (data + length));
        }
    }

    private void animationFrame(long data, long length) {
        if (frame == null && announced == null) {
            announced = WebpFrame.read(in, data);
            walk(data + WebpFrame.BYTES, data + length);
        }
    }

    private void picture(long at, long length) {
        if (frame != null) {
            return;
        }
        boolean lossy = in.has(at, "VP8 ");
        long sides = lossy ? in.u32le(at + 14) : in.u32le(at + 9);
        int width = (int) (sides & 0x3FFF) + (lossy ? 0 : 1);
        int height = (int) (sides >> (lossy ? 16 : 14) & 0x3FFF) + (lossy ? 0 : 1);
        frame = announced == null ? new WebpFrame(0, 0, width, height) : announced;
        if (frame.width() != width || frame.height() != height) {
            throw ImageException.at(
                    at, Reason.CORRUPT, "picture of " + width + "x" + height + ", expected the frame's " + frame);
        }
        pictureEnd = at + 8 + in.u32le(at + 4);
        keep(at, length);
    }

    private void keep(long at, long length) {
        kept.write(in.bytes(), (int) at, 4);
        littleEndian(kept, length, 4);
        kept.write(in.bytes(), (int) at + 8, (int) length);
    }

    static void littleEndian(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
    }
}
