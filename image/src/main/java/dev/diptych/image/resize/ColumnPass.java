package dev.diptych.image.resize;

import dev.diptych.image.RgbImage;
import java.util.Arrays;

/**
 * The first pass of a resize: scales the rows of an image to fewer or more columns.
 *
 * <p>A dot product along a row does not run in vector registers, but the same dot product over many rows does. So a
 * block of rows is turned on its side, scaled column by column, and turned back. Turning costs as much as the sums; so
 * pixels are moved as one int, in strips of eight columns. Only the columns of the source that one sum reads are kept, which
 * stay in the first-level cache.
 */
final class ColumnPass {
    /** Rows of a block at most: long vectors, yet what one sum reads stays in the first-level cache. */
    private static final int LARGEST_BLOCK = 512;

    private static final int STRIP = PackedPixels.STRIP;

    private final ImagePart source;
    private final Coefficients c;
    private final int block;
    private final int width;
    private final WeightedSum sum;
    /** The last columns of the source, packed; column x lies in slot x modulo their number. */
    private final int[][] columns;
    /** Those that are turned next. */
    private final int[][] turned = new int[STRIP][];
    /** Columns of the target, packed. */
    private final int[][] strip;

    /** A pass over {@code rows} rows in all, in blocks of one size. */
    ColumnPass(ImagePart source, Coefficients coefficients, int rows) {
        int blocks = (rows + LARGEST_BLOCK - 1) / LARGEST_BLOCK;
        this.block = (rows + blocks - 1) / blocks;
        this.source = source;
        this.c = coefficients;
        this.width = coefficients.first().length;
        this.sum = new WeightedSum(block);
        this.columns = new int[coefficients.taps() + STRIP][block];
        this.strip = new int[STRIP][block];
    }

    /** Rows of a block. */
    int block() {
        return block;
    }

    /** How long an array must be that takes a row: the last strip may reach past the row's end. */
    int rowLength() {
        return width + STRIP - 1;
    }

    /**
     * Scales rows {@code firstRow} to {@code endRow}, at most a block.
     *
     * @param target row r goes to {@code target[r % target.length]}, packed
     */
    void apply(int firstRow, int endRow, int[][] target) {
        int next = c.firstSource();
        for (int x = 0; x < width; x += STRIP) {
            for (int i = 0; i < Math.min(STRIP, width - x); i++) {
                int first = c.first()[x + i];
                int count = c.count()[x + i];
                for (; next < first + count; next += STRIP) {
                    turn(next, firstRow, endRow - firstRow);
                }
                sum.of(columns, first, count, c.weights(), (x + i) * c.taps(), strip[i]);
            }
            turnBack(x, firstRow, endRow, target);
        }
    }

    /** Turns the strip from column {@code x} on; what lies past the image's right edge counts for nothing. */
    private void turn(int x, int firstRow, int rows) {
        for (int i = 0; i < STRIP; i++) {
            turned[i] = columns[(x + i) % columns.length];
        }
        byte[] pixels = source.image().pixels();
        int stride = source.image().width() * RgbImage.CHANNELS;
        int from = (source.top() + firstRow) * stride + (source.left() + x) * RgbImage.CHANNELS;
        int whole =
                Math.min(rows, Math.max(0, Math.floorDiv(pixels.length - PackedPixels.STRIP_BYTES - from, stride) + 1));
        PackedPixels.turn(pixels, from, stride, whole, turned, 0);
        for (int y = whole; y < rows; y++) { // whose strips reach past the last byte
            int at = Math.min(from + y * stride, pixels.length);
            PackedPixels.turn(Arrays.copyOfRange(pixels, at, at + PackedPixels.STRIP_BYTES), 0, stride, 1, turned, y);
        }
    }

    /** Moves the strip, whole or not, to the target's rows from column {@code at} on. */
    private void turnBack(int at, int firstRow, int endRow, int[][] target) {
        int[] a = strip[0];
        int[] b = strip[1];
        int[] c = strip[2];
        int[] d = strip[3];
        int[] e = strip[4];
        int[] f = strip[5];
        int[] g = strip[6];
        int[] h = strip[7];
        int slot = firstRow % target.length;
        for (int y = 0; y < endRow - firstRow; y++) {
            int[] row = target[slot];
            row[at] = a[y];
            row[at + 1] = b[y];
            row[at + 2] = c[y];
            row[at + 3] = d[y];
            row[at + 4] = e[y];
            row[at + 5] = f[y];
            row[at + 6] = g[y];
            row[at + 7] = h[y];
            slot = slot + 1 == target.length ? 0 : slot + 1;
        }
    }
}
