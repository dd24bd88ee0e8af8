package dev.diptych.image.imageio;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.header.Orientation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a BMP (BITMAPCOREHEADER, OS/2's second, or BITMAPINFOHEADER and later), and whether its rows are all
 * there.
 */
public final class BmpScan {
    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    /** OS/2's second header begins as BITMAPINFOHEADER does, and may leave out what comes after the bits of a pixel. */
    private static final int OS2_SHORTEST = 16;

    private static final int OS2_LONGEST = 64;
    private static final int FILE_BYTES = 2;
    private static final int PIXEL_BYTES = 34;
    private static final int RUN_LENGTHS_8 = 1;
    private static final int RUN_LENGTHS_4 = 2;
    private static final int JPEG_INSIDE = 4;
    private static final int PNG_INSIDE = 5;

    private BmpScan() {}

    public static Header scan(ByteReader in) {
        if (in.u32le(14) == CORE_HEADER) {
            return complete(in, in.u16le(18), in.u16le(20), in.u16le(24), 0);
        }
        long headerBytes = in.u32le(14);
        if (headerBytes == OS2_SHORTEST || headerBytes == OS2_LONGEST) {
            return scan(new ByteReader(withInfoHeader(in, (int) headerBytes)));
        }
        // A negative height says that the first row is the top one.
        long height = Math.abs((long) (int) in.u32le(22));
        int compression = (int) in.u32le(30);
        if (compression == JPEG_INSIDE || compression == PNG_INSIDE) {
            throw ImageException.at(
                    30, Reason.UNSUPPORTED_FORMAT, "a JPEG or PNG inside a BMP, expected uncompressed or run lengths");
        }
        if (in.u16le(28) <= 8 && in.u32le(46) > 256) {
            throw ImageException.at(46, Reason.CORRUPT, in.u32le(46) + " colours, expected at most 256");
        }
        return complete(in, (int) in.u32le(18), height, in.u16le(28), compression);
    }

    /** The file with BITMAPINFOHEADER, which the codec reads, in place of OS/2's. */
    private static byte[] withInfoHeader(ByteReader in, int headerBytes) {
        in.need(0, FILE_HEADER + headerBytes);
        byte[] header = Arrays.copyOfRange(in.bytes(), 0, FILE_HEADER + Math.min(headerBytes, INFO_HEADER));
        if (headerBytes > OS2_SHORTEST && in.u32le(30) > RUN_LENGTHS_4) {
            throw ImageException.at(
                    30,
                    Reason.UNSUPPORTED_FORMAT,
                    "BMP of OS/2 with compression " + in.u32le(30) + ", expected 0 to 2");
        }
        int rest = in.length() - FILE_HEADER - headerBytes;
        byte[] file = Arrays.copyOf(header, FILE_HEADER + INFO_HEADER + rest);
        System.arraycopy(in.bytes(), FILE_HEADER + headerBytes, file, FILE_HEADER + INFO_HEADER, rest);
        long pixels = in.u32le(10) - headerBytes + INFO_HEADER;
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(FILE_BYTES, file.length)
                .putInt(10, (int) Math.max(0, Math.min(pixels, Integer.MAX_VALUE)))
                .putInt(FILE_HEADER, INFO_HEADER);
        return file;
    }

    private static Header complete(ByteReader in, int width, long height, int bitsPerPixel, int compression) {
        long pixels = in.u32le(10);
        byte[] codecInput = in.bytes();
        @Nullable ImageException truncation = null;
        if (pixels >= in.length()) {
            in.need(pixels, 1);
        } else if (compression == RUN_LENGTHS_8 || compression == RUN_LENGTHS_4) {
            truncation = runLengths(in, pixels, compression == RUN_LENGTHS_8 ? 8 : 4);
            if (truncation != null) {
                codecInput = closed(in, (int) pixels);
            }
        } else {
            long stride = ((long) width * bitsPerPixel + 31) / 32 * 4;
            if (width > 0 && height > 0 && stride > (in.length() - pixels) / height) {
                truncation = truncated(in, height + " rows of " + stride);
            }
        }
        return new Header(
                width, (int) Math.min(height, Integer.MAX_VALUE), Orientation.UPRIGHT, null, truncation, codecInput);
    }

    /** Walks the runs to the end-of-bitmap code. */
    private static @Nullable ImageException runLengths(ByteReader in, long from, int bits) {
        long at = from;
        while (at + 2 <= in.length()) {
            int count = in.u8(at);
            int second = in.u8(at + 1);
            at += 2;
            if (count == 0 && second == 1) {
                return null;
            }
            if (count == 0 && second == 2) {
                at += 2;
            } else if (count == 0 && second > 2) {
                at += (second * bits + 15) / 16 * 2;
            }
        }
        return truncated(in, "an end-of-bitmap code");
    }

    /** The file with an end-of-bitmap code and the length that it has, without which the codec gives nothing of it. */
    private static byte[] closed(ByteReader in, int pixels) {
        int end = in.length() - (in.length() - pixels) % 2;
        byte[] file = Arrays.copyOf(in.bytes(), end + 2);
        file[end] = 0;
        file[end + 1] = 1;
        ByteBuffer numbers = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putInt(FILE_BYTES, file.length).putInt(PIXEL_BYTES, file.length - pixels);
        return file;
    }

    private static ImageException truncated(ByteReader in, String expected) {
        return ImageException.at(
                in.length(), Reason.TRUNCATED, "ends after " + in.length() + " bytes, expected " + expected);
    }
}
