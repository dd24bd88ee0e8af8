package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG (W3C PNG, section 5) without inflating: finds its size and EXIF orientation, checks the
 * order, ends and checksums of the chunks that make the picture, and drops all others, which codecs trip over.
 */
final class PngScan {
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int TRNS = 0x74524E53;
    private static final int EXIF = 0x65584966;

    private PngScan() {}

    static Header scan(ByteReader in) {
        Orientation orientation = Orientation.UPRIGHT;
        byte[] kept = new byte[in.length()];
        System.arraycopy(in.bytes(), 0, kept, 0, SIGNATURE);
        int keptLength = SIGNATURE;
        boolean dataSeen = false;
        long at = SIGNATURE;
        int type;
        do {
            in.need(at, 8);
            long length = in.u32be(at);
            type = (int) in.u32be(at + 4);
            if (at == SIGNATURE && (type != IHDR || length != 13)) {
                throw ImageException.at(at, Reason.CORRUPT, "first chunk is not an IHDR of 13 bytes, expected one");
            }
            in.need(at + 8, length + 4);
            if (type == EXIF) {
                orientation = TiffDirectory.orientation(in, (int) at + 8, (int) (at + 8 + length));
            } else if (type == IHDR || type == PLTE || type == TRNS || type == IDAT || type == IEND) {
                requireChecksum(in, (int) at, (int) length);
                dataSeen |= type == IDAT;
                System.arraycopy(in.bytes(), (int) at, kept, keptLength, (int) length + FRAME);
                keptLength += (int) length + FRAME;
            }
            at += length + FRAME;
        } while (type != IEND);
        if (!dataSeen) {
            throw ImageException.at(at, Reason.CORRUPT, "image ends without pixel data, expected an IDAT chunk");
        }
        long width = in.u32be(SIGNATURE + 8);
        long height = in.u32be(SIGNATURE + 12);
        if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw ImageException.at(
                    SIGNATURE + 8, Reason.CORRUPT, width + "x" + height + " pixels, expected each below 2^31");
        }
        byte[] codecInput = keptLength == in.length() ? in.bytes() : Arrays.copyOf(kept, keptLength);
        return new Header((int) width, (int) height, orientation, codecInput);
    }

    private static void requireChecksum(ByteReader in, int at, int length) {
        CRC32 crc = new CRC32();
        crc.update(in.bytes(), at + 4, length + 4);
        if (crc.getValue() != in.u32be(at + 8L + length)) {
            throw ImageException.at(
                    at, Reason.CORRUPT, "chunk's checksum differs, expected 0x" + Long.toHexString(crc.getValue()));
        }
    }
}
