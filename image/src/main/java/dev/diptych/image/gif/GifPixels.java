package dev.diptych.image.gif;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.ByteReader;

/** Decodes the first picture of a GIF onto its canvas, which is transparent elsewhere. */
public final class GifPixels {
    /** First row and step of the four passes of an interlaced picture. */
    private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private static final int[][] WHOLE = {{0, 1}};

    private GifPixels() {}

    /** Pixels that are missing at the end are transparent where {@code keepTruncated}. */
    public static Samples decode(byte[] file, boolean keepTruncated) {
        ByteReader in = new ByteReader(file);
        GifFrame frame = GifFrame.read(in);
        byte[] indices = new byte[Math.multiplyExact(frame.width(), frame.height())];
        int decoded = new GifCodes(in, frame.dataAt()).decode(indices);
        if (decoded < indices.length && !keepTruncated) {
            throw ImageException.at(
                    frame.dataAt(),
                    Reason.TRUNCATED,
                    "pixel data end after " + decoded + " pixels, expected " + indices.length);
        }
        boolean whole = frame.coversScreen() && frame.transparentIndex() < 0 && decoded == indices.length;
        Channels channels = whole ? Channels.RGB : Channels.RGB_ALPHA;
        byte[] canvas = new byte
                [Math.multiplyExact(Math.multiplyExact(frame.screenWidth(), frame.screenHeight()), channels.count())];
        byte[] colors = colors(in, frame, channels.count());
        int from = 0;
        for (int[] pass : frame.interlaced() ? PASSES : WHOLE) {
            for (int y = pass[0]; y < frame.height(); y += pass[1]) {
                int to = ((frame.top() + y) * frame.screenWidth() + frame.left()) * channels.count();
                int end = Math.min(decoded, from + frame.width());
                for (int i = from; i < end; i++, to += channels.count()) {
                    System.arraycopy(colors, (indices[i] & 0xFF) * channels.count(), canvas, to, channels.count());
                }
                from += frame.width();
            }
        }
        return new Samples(frame.screenWidth(), frame.screenHeight(), channels, canvas);
    }

    /** 256 colours: those of the table, else black; a ramp of greys where there is no table. */
    private static byte[] colors(ByteReader in, GifFrame frame, int step) {
        byte[] colors = new byte[256 * step];
        for (int i = 0; i < 256; i++) {
            for (int c = 0; c < 3; c++) {
                if (frame.colorsAt() == GifFrame.NO_COLORS) {
                    colors[i * step + c] = (byte) i;
                } else if (i < frame.colorCount()) {
                    colors[i * step + c] = (byte) in.u8(frame.colorsAt() + i * 3L + c);
                }
            }
            if (step == 4) {
                colors[i * step + 3] = (byte) (i == frame.transparentIndex() ? 0 : 0xFF);
            }
        }
        return colors;
    }
}
