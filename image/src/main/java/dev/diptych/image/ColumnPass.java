package dev.diptych.image;

/*
 * Turning costs as much as the sums. So pixels are moved as one int, two columns of the source and a strip of eight of the
 * target at a time, and are taken apart by vectors where they lie in a row. Only the columns of the source that one sum
 * reads are kept, which stay in the first-level cache.
 */
/**
 * The first pass of a resize: scales the rows of an image to fewer or more columns.
 *
 * <p>A dot product along a row does not run in vector registers, but the same dot product over many rows does. So a
 * block of rows is turned on its side, scaled column by column, and turned back.
 */
final class ColumnPass {
    /** Rows of a block at most: long vectors, yet what one sum reads stays in the first-level cache. */
    private static final int LARGEST_BLOCK = 128;

    private static final int STRIP = 8;
    private static final int CHANNELS = RgbImage.CHANNELS;

    private final RgbImage source;
    private final Coefficients c;
    private final int block;
    private final int width;
    private final Planes blockPlanes;
    private final Planes rowPlanes;
    /** Two source columns of a block, packed. */
    private final int[] left;

    private final int[] right;
    /** The last source columns of a block, int32 [3, block] each; column x lies in slot x modulo their number. */
    private final int[][] columns;

    private final int[] sums;
    /** Columns of the target, packed. */
    private final int[][] strip;
    /** Rows of the target, packed, up to a strip longer than the target is wide. */
    private final int[][] packed;

    /** A pass over {@code rows} rows in all, in blocks of one size. */
    ColumnPass(RgbImage source, Coefficients coefficients, int rows) {
        int blocks = (rows + LARGEST_BLOCK - 1) / LARGEST_BLOCK;
        this.block = (rows + blocks - 1) / blocks;
        this.source = source;
        this.c = coefficients;
        this.width = coefficients.first().length;
        this.blockPlanes = new Planes(block);
        this.rowPlanes = new Planes(width);
        this.left = new int[block];
        this.right = new int[block];
        this.columns = new int[coefficients.taps() + 1][CHANNELS * block];
        this.sums = new int[CHANNELS * block];
        this.strip = new int[STRIP][block];
        this.packed = new int[block][width + STRIP - 1];
    }

    /** Rows of a block. */
    int block() {
        return block;
    }

    /**
     * Scales rows {@code firstRow} to {@code endRow}, at most a block.
     *
     * @param target row r goes to {@code target[r % target.length]}, int32 [3, W] of 0 to 255
     */
    void apply(int firstRow, int endRow, int[][] target) {
        int rows = endRow - firstRow;
        int turned = c.firstSource();
        for (int x = 0; x < width; x += STRIP) {
            for (int i = 0; i < Math.min(STRIP, width - x); i++) {
                int first = c.first()[x + i];
                int count = c.count()[x + i];
                for (; turned < first + count; turned += 2) {
                    turnPair(turned, firstRow, rows);
                }
                WeightedSum.of(columns, first, count, c.weights(), (x + i) * c.taps(), sums);
                blockPlanes.join(sums, strip[i]);
            }
            turnBack(x, rows);
        }
        for (int y = 0; y < rows; y++) {
            rowPlanes.split(packed[y], target[(firstRow + y) % target.length]);
        }
    }

    private void turnPair(int x, int firstRow, int rows) {
        byte[] pixels = source.pixels();
        int stride = source.width() * CHANNELS;
        int from = firstRow * stride + x * CHANNELS;
        for (int y = 0; y < rows; y++, from += stride) {
            long pair = PackedPixels.pair(pixels, from);
            left[y] = (int) pair;
            right[y] = (int) (pair >>> 24);
        }
        blockPlanes.split(left, columns[x % columns.length]);
        blockPlanes.split(right, columns[(x + 1) % columns.length]);
    }

    /** Moves the strip, whole or not, to the packed rows from column {@code at} on. */
    private void turnBack(int at, int rows) {
        int[] a = strip[0];
        int[] b = strip[1];
        int[] c = strip[2];
        int[] d = strip[3];
        int[] e = strip[4];
        int[] f = strip[5];
        int[] g = strip[6];
        int[] h = strip[7];
        for (int y = 0; y < rows; y++) {
            int[] row = packed[y];
            row[at] = a[y];
            row[at + 1] = b[y];
            row[at + 2] = c[y];
            row[at + 3] = d[y];
            row[at + 4] = e[y];
            row[at + 5] = f[y];
            row[at + 6] = g[y];
            row[at + 7] = h[y];
        }
    }
}
