package dev.diptych.image.turbo;

import dev.diptych.image.header.Header;
import dev.diptych.image.header.JpegColors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The TIFF around a JPEG: one strip, which is the JPEG as it stands (TIFF technical note 2, new-style JPEG). */
final class JpegTiff {
    /** Where the strip begins. */
    static final int HEADER_BYTES = 192;

    private static final int BITS_AT = 176;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private JpegTiff() {}

    /** Whether it may hold a JPEG: only the first component's factors may be above 1, and only of YCbCr or grey. */
    static boolean holds(JpegColors colors, FrameHeader frame) {
        boolean all = frame.horizontal() == 1 && frame.vertical() == 1;
        boolean told = frame.horizontal() != 3 && frame.vertical() != 3;
        return switch (colors) {
            case GREY -> true;
            case YCBCR -> frame.simple() && told;
            case RGB, CMYK, YCCK -> frame.simple() && all;
        };
    }

    /** What comes before the strip of {@code length} bytes; of grey, the factors count as 1x1, which is the same. */
    static byte[] header(Header jpeg, JpegColors colors, FrameHeader frame, int length) {
        int components = components(colors);
        ByteBuffer tiff = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
        tiff.putShort((short) 11);
        field(tiff, 256, LONG, 1, jpeg.width());
        field(tiff, 257, LONG, 1, jpeg.height());
        field(tiff, 258, SHORT, components, components == 1 ? 8 : BITS_AT);
        field(tiff, 259, SHORT, 1, 7); // JPEG
        field(tiff, 262, SHORT, 1, photometric(colors));
        field(tiff, 273, LONG, 1, HEADER_BYTES);
        field(tiff, 277, SHORT, 1, components);
        field(tiff, 278, LONG, 1, jpeg.height()); // rows of a strip
        field(tiff, 279, LONG, 1, length);
        field(tiff, 284, SHORT, 1, 1); // samples of a pixel lie together
        field(
                tiff,
                530,
                SHORT,
                2,
                colors == JpegColors.GREY ? 1 | 1 << 16 : frame.horizontal() | frame.vertical() << 16);
        tiff.putInt(0);
        for (int i = 0; i < components; i++) {
            tiff.putShort(BITS_AT + 2 * i, (short) 8);
        }
        return tiff.array();
    }

    static int components(JpegColors colors) {
        return switch (colors) {
            case GREY -> 1;
            case YCBCR, RGB -> 3;
            case CMYK, YCCK -> 4;
        };
    }

    /** What is not YCbCr comes out as it is stored. */
    private static int photometric(JpegColors colors) {
        return switch (colors) {
            case GREY -> 1;
            case RGB -> 2;
            case CMYK, YCCK -> 5;
            case YCBCR -> 6;
        };
    }

    private static void field(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
