package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;

/** Looks up numbers in the first directory of a TIFF (TIFF 6.0, section 2), which is also what EXIF data is. */
final class TiffDirectory {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int ORIENTATION = 274;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final long ABSENT = -1;

    private TiffDirectory() {}

    static Header scan(ByteReader in) {
        long width = lookUp(in, 0, in.length(), WIDTH);
        long height = lookUp(in, 0, in.length(), HEIGHT);
        if (width == ABSENT || height == ABSENT || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw ImageException.at(4, Reason.CORRUPT, "directory without a width and a height, expected both");
        }
        Orientation orientation = orientation(in, 0, in.length());
        return new Header((int) width, (int) height, orientation, in.bytes());
    }

    /** The orientation in the EXIF data of bytes {@code from} to {@code to}; upright where it is absent or broken. */
    static Orientation orientation(ByteReader in, int from, int to) {
        return Orientation.ofExif((int) lookUp(in, from, to, ORIENTATION));
    }

    private static long lookUp(ByteReader in, int from, int to, int tag) {
        if (to - from < 8) {
            return ABSENT;
        }
        boolean little = in.u8(from) == 'I';
        long at = from + u32(in, from + 4, little);
        if (at + 2 > to) {
            return ABSENT;
        }
        int entries = u16(in, at, little);
        for (long entry = at + 2; entries > 0 && entry + 12 <= to; entry += 12, entries--) {
            if (u16(in, entry, little) == tag) {
                return switch (u16(in, entry + 2, little)) {
                    case SHORT -> u16(in, entry + 8, little);
                    case LONG -> u32(in, entry + 8, little);
                    default -> ABSENT;
                };
            }
        }
        return ABSENT;
    }

    private static int u16(ByteReader in, long at, boolean little) {
        return little ? in.u16le(at) : in.u16be(at);
    }

    private static long u32(ByteReader in, long at, boolean little) {
        return little ? in.u32le(at) : in.u32be(at);
    }
}
