package dev.diptych.image.png;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.color.Samples;
import dev.diptych.image.header.ByteReader;
import java.util.Arrays;

/** Decodes the chunks of a PNG that {@link PngScan} has passed on (W3C PNG, sections 8 to 10 and 13). */
public final class PngPixels {
    /** Adam7: first column, first row, step between columns, step between rows of each pass. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final PngHeader header;
    private final PngColors colors;
    private final PngInflater data;
    private final byte[] target;

    private PngPixels(PngHeader header, PngColors colors, PngInflater data) {
        this.header = header;
        this.colors = colors;
        this.data = data;
        this.target = new byte
                [Math.multiplyExact(
                        Math.multiplyExact(header.width(), header.height()),
                        colors.channels().count())];
    }

    /** Pixels that are missing at the end are white where {@code keepTruncated}. */
    public static Samples decode(byte[] chunks, boolean keepTruncated) {
        ByteReader in = new ByteReader(chunks);
        PngHeader header = PngHeader.read(in, 8);
        PngColors colors = new PngColors(header);
        try (PngInflater data = new PngInflater(chunks)) {
            for (int at = 0; at < chunks.length; ) {
                int length = (int) in.u32be(at);
                int from = at + 8;
                switch ((int) in.u32be(at + 4)) {
                    case PngScan.PLTE -> colors.palette(in.slice(from, from + length));
                    case PngScan.TRNS -> colors.transparency(in.slice(from, from + length));
                    case PngScan.IDAT -> data.add(from, length);
                    default -> {}
                }
                at = from + length;
            }
            colors.requireComplete();
            return new PngPixels(header, colors, data).decode(keepTruncated);
        }
    }

    private Samples decode(boolean keepTruncated) {
        if (keepTruncated) {
            Arrays.fill(target, (byte) 0xFF);
        }
        for (int[] pass : header.interlaced() ? PASSES : WHOLE) {
            int columns = (header.width() - pass[0] + pass[2] - 1) / pass[2];
            int rows = (header.height() - pass[1] + pass[3] - 1) / pass[3];
            if (columns > 0 && rows > 0 && !decode(pass, columns, rows)) {
                if (!keepTruncated) {
                    throw ImageException.at(
                            ImageException.NO_OFFSET, Reason.TRUNCATED, "pixel data end early, expected all rows");
                }
                break;
            }
        }
        return new Samples(header.width(), header.height(), colors.channels(), target);
    }

    /** Returns whether all rows of the pass were there. */
    private boolean decode(int[] pass, int columns, int rows) {
        int rowBytes = header.rowBytes(columns);
        byte[] above = new byte[rowBytes];
        byte[] row = new byte[rowBytes];
        byte[] filter = new byte[1];
        int step = colors.channels().count();
        for (int i = 0; i < rows; i++) {
            if (data.fill(filter, 0, 1) < 1 || data.fill(row, 0, rowBytes) < rowBytes) {
                return false;
            }
            PngFilter.undo(filter[0], row, above, header.filterDistance());
            int to = ((pass[1] + i * pass[3]) * header.width() + pass[0]) * step;
            colors.expand(row, columns, target, to, pass[2] * step);
            byte[] swap = above;
            above = row;
            row = swap;
        }
        return true;
    }
}
