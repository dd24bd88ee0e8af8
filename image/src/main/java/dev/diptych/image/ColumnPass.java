package dev.diptych.image;

/**
 * The first pass of a resize: scales the rows of an image to fewer or more columns.
 *
 * <p>A dot product along a row does not run in vector registers, but the same dot product over many rows does. So a
 * block of rows is turned on its side, scaled column by column, and turned back.
 */
final class ColumnPass {
    /** Rows of a block: enough for long vectors, few enough for a block's columns to stay in the second-level cache. */
    static final int BLOCK = 64;

    private static final int CHANNELS = RgbImage.CHANNELS;

    private final RgbImage source;
    private final Coefficients c;
    /** The wanted source columns of a block: all its reds, then all its greens, then all its blues. */
    private final int[][] columns;

    private final int[] sums;
    private final int block;

    /** A pass over blocks of at most {@code rows} rows. */
    ColumnPass(RgbImage source, Coefficients coefficients, int rows) {
        this.source = source;
        this.c = coefficients;
        this.block = Math.min(BLOCK, rows);
        this.columns = new int[coefficients.sourceCount()][CHANNELS * block];
        this.sums = new int[CHANNELS * block];
    }

    /**
     * Scales rows {@code firstRow} to {@code endRow}, at most a block.
     *
     * @param target row r goes to {@code target[r % target.length]}, int32 [W, 3] of 0 to 255
     */
    void apply(int firstRow, int endRow, int[][] target) {
        for (int x = 0; x < columns.length; x++) {
            turn(c.firstSource() + x, firstRow, endRow - firstRow, columns[x]);
        }
        int[][] rows = new int[endRow - firstRow][];
        for (int y = 0; y < rows.length; y++) {
            rows[y] = target[(firstRow + y) % target.length];
        }
        for (int x = 0; x < c.first().length; x++) {
            WeightedSum.of(columns, c.first()[x] - c.firstSource(), c.count()[x], c.weights(), x * c.taps(), sums);
            turnBack(rows, x * CHANNELS);
        }
    }

    private void turn(int x, int firstRow, int count, int[] column) {
        byte[] pixels = source.pixels();
        int stride = source.width() * CHANNELS;
        int f = firstRow * stride + x * CHANNELS;
        for (int y = 0; y < count; y++, f += stride) {
            column[y] = pixels[f] & 0xFF;
            column[block + y] = pixels[f + 1] & 0xFF;
            column[2 * block + y] = pixels[f + 2] & 0xFF;
        }
    }

    private void turnBack(int[][] rows, int at) {
        for (int y = 0; y < rows.length; y++) {
            int[] row = rows[y];
            row[at] = sums[y];
            row[at + 1] = sums[block + y];
            row[at + 2] = sums[2 * block + y];
        }
    }
}
