package dev.diptych.image;

import dev.diptych.image.ImageException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Decodes the alpha plane beside a lossy WebP's colours (RFC 9649, section 2.7.1.2), which the codec that decodes the
 * colours reads only where it is compressed without a filter.
 */
final class WebpAlpha {
    private static final int SIGNATURE = 0x2F;

    private WebpAlpha() {}

    /** How the pixels of a picture are decoded whose chunks are these. */
    interface LosslessDecoder {
        Samples decode(byte[] webp) throws IOException;
    }

    /**
     * The alpha of each pixel.
     *
     * @param chunk the data of the ALPH chunk
     * @return uint8 [H, W]
     */
    static byte[] decode(byte[] chunk, int width, int height, LosslessDecoder lossless) throws IOException {
        ByteReader in = new ByteReader(chunk);
        int flags = in.u8(0);
        byte[] plane = switch (flags & 3) {
            case 0 -> in.slice(1, 1L + (long) width * height);
            case 1 -> greens(lossless.decode(webp(chunk, width, height)));
            default ->
                throw ImageException.at(
                        ImageException.NO_OFFSET,
                        Reason.CORRUPT,
                        "alpha compression " + (flags & 3) + ", expected 0 or 1");
        };
        unfilter(flags >> 2 & 3, plane, width);
        return plane;
    }

    /** Compressed alpha is the green channel of a lossless picture without the five bytes that say its size. */
    private static byte[] webp(byte[] chunk, int width, int height) {
        ByteArrayOutputStream data = new ByteArrayOutputStream(chunk.length + 4);
        data.write(SIGNATURE);
        WebpScan.littleEndian(data, (width - 1L) | (height - 1L) << 14, 4);
        data.write(chunk, 1, chunk.length - 1);
        return WebpScan.file("VP8L", data.toByteArray());
    }

    private static byte[] greens(Samples picture) {
        int step = picture.channels().count();
        byte[] plane = new byte[picture.width() * picture.height()];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = picture.bytes()[i * step + (step > 2 ? 1 : 0)];
        }
        return plane;
    }

    private static void unfilter(int filter, byte[] plane, int width) {
        for (int i = 1; filter != 0 && i < plane.length; i++) {
            int x = i % width;
            int left = x == 0 ? plane[i - width] & 0xFF : plane[i - 1] & 0xFF;
            int above = i < width ? left : plane[i - width] & 0xFF;
            int corner = x == 0 || i < width ? left : plane[i - width - 1] & 0xFF;
            int predicted = switch (filter) {
                case 1 -> left;
                case 2 -> above;
                default -> x == 0 || i < width ? left : Math.min(Math.max(left + above - corner, 0), 255);
            };
            plane[i] += (byte) predicted;
        }
    }
}
