package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;

/** Reads the header of a BMP (BITMAPCOREHEADER or BITMAPINFOHEADER and later). */
final class BmpScan {
    private static final int CORE_HEADER = 12;
    private static final int JPEG_INSIDE = 4;
    private static final int PNG_INSIDE = 5;

    private BmpScan() {}

    static Header scan(ByteReader in) {
        if (in.u32le(14) == CORE_HEADER) {
            return complete(in, in.u16le(18), in.u16le(20), in.u16le(24), 0);
        }
        // A negative height says that the first row is the top one.
        long height = Math.abs((long) (int) in.u32le(22));
        int compression = (int) in.u32le(30);
        if (compression == JPEG_INSIDE || compression == PNG_INSIDE) {
            throw ImageException.at(
                    30, Reason.UNSUPPORTED_FORMAT, "a JPEG or PNG inside a BMP, expected uncompressed or run lengths");
        }
        return complete(in, (int) in.u32le(18), height, in.u16le(28), compression);
    }

    private static Header complete(ByteReader in, int width, long height, int bitsPerPixel, int compression) {
        long stride = ((long) width * bitsPerPixel + 31) / 32 * 4;
        boolean packed = compression == 1 || compression == 2;
        long pixels = in.u32le(10);
        if (!packed && width > 0 && height > 0 && stride > (in.length() - pixels) / height) {
            throw ImageException.at(
                    in.length(),
                    Reason.TRUNCATED,
                    "ends after " + in.length() + " bytes, expected " + height + " rows of " + stride);
        }
        return new Header(width, (int) Math.min(height, Integer.MAX_VALUE), Orientation.UPRIGHT, in.bytes());
    }
}
