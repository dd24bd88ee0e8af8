package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;

/**
 * Walks the markers of a JPEG (ITU T.81, annex B) up to the end of the image, without decoding: finds its size and its
 * EXIF orientation, and that it is complete.
 */
final class JpegScan {
    private static final int TEM = 0x01;
    private static final int SOF0 = 0xC0;
    private static final int DHT = 0xC4;
    private static final int JPG = 0xC8;
    private static final int DAC = 0xCC;
    private static final int SOF15 = 0xCF;
    private static final int RST0 = 0xD0;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP1 = 0xE1;

    private JpegScan() {}

    static Header scan(ByteReader in) {
        int width = 0;
        int height = 0;
        Orientation orientation = Orientation.UPRIGHT;
        boolean scanSeen = false;
        int at = nextMarker(in, 2, scanSeen);
        while (in.u8(at) != EOI) {
            int marker = in.u8(at);
            if (marker == TEM || (marker >= RST0 && marker <= SOI)) {
                at = nextMarker(in, at + 1, scanSeen);
                continue;
            }
            int length = in.u16be(at + 1);
            if (length < 2) {
                throw corrupt(at, "segment of " + length + " bytes, expected at least 2");
            }
            in.need(at + 1, length);
            if (isFrame(marker)) {
                if (width != 0) {
                    throw corrupt(at, "second frame header, expected one");
                }
                if (in.u8(at + 3) != 8) {
                    throw ImageException.at(
                            at + 3, Reason.UNSUPPORTED_FORMAT, in.u8(at + 3) + " bits per sample, expected 8");
                }
                height = in.u16be(at + 4);
                width = in.u16be(at + 6);
                if (width == 0 || height == 0) {
                    throw corrupt(at + 4, width + "x" + height + " pixels, expected at least 1x1");
                }
            } else if (marker == APP1 && in.has(at + 3, "Exif\0\0") && orientation == Orientation.UPRIGHT) {
                orientation = TiffDirectory.orientation(in, at + 9, at + 1 + length);
            } else if (marker == SOS) {
                if (width == 0) {
                    throw corrupt(at, "scan without frame header, expected one before it");
                }
                scanSeen = true;
            }
            at = nextMarker(in, at + 1 + length, scanSeen);
        }
        if (!scanSeen) {
            throw corrupt(at, "image ends without a scan, expected at least one");
        }
        return new Header(width, height, orientation, in.bytes());
    }

    /** The offset of the next marker's code; skips entropy-coded data, stuffed zeros, restarts and fill bytes. */
    private static int nextMarker(ByteReader in, int from, boolean scanSeen) {
        byte[] bytes = in.bytes();
        for (int i = from; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xFF) {
                int code = bytes[i + 1] & 0xFF;
                if (code != 0 && code != 0xFF && !(code >= RST0 && code < SOI)) {
                    return i + 1;
                }
            }
        }
        throw ImageException.at(
                bytes.length,
                Reason.TRUNCATED,
                "ends after " + bytes.length + " bytes, expected " + (scanSeen ? "an end-of-image marker" : "a scan"));
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    private static ImageException corrupt(long at, String detail) {
        return ImageException.at(at, Reason.CORRUPT, detail);
    }
}
