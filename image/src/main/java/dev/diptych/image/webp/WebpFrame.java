package dev.diptych.image.webp;

import dev.diptych.image.header.ByteReader;
import java.io.ByteArrayOutputStream;

/**
 * Where a WebP's picture lies on its canvas, as the first bytes of an ANMF chunk say it (RFC 9649, section 2.7.1.1).
 *
 * @param left columns of the canvas before it
 * @param top rows of the canvas above it
 */
record WebpFrame(int left, int top, int width, int height) {
    /** How many bytes of an ANMF chunk stand before the picture's own chunks. */
    static final int BYTES = 16;

    static WebpFrame read(ByteReader in, long at) {
        in.need(at, BYTES);
        return new WebpFrame(2 * in.u24le(at), 2 * in.u24le(at + 3), in.u24le(at + 6) + 1, in.u24le(at + 9) + 1);
    }

    void write(ByteArrayOutputStream out) {
        for (int number : new int[] {left / 2, top / 2, width - 1, height - 1}) {
            WebpScan.littleEndian(out, number, 3);
        }
        WebpScan.littleEndian(out, 0, BYTES - 12);
    }

    boolean covers(int canvasWidth, int canvasHeight) {
        return left == 0 && top == 0 && width == canvasWidth && height == canvasHeight;
    }

    boolean liesWithin(int canvasWidth, int canvasHeight) {
        return (long) left + width <= canvasWidth && (long) top + height <= canvasHeight;
    }

    @Override
    public String toString() {
        return width + "x" + height + (left == 0 && top == 0 ? "" : " at " + left + "," + top);
    }
}
