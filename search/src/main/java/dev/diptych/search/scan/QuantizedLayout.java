package dev.diptych.search.scan;

import dev.diptych.search.index.VectorHeader;

/*
 * Rows in blocks of 4,096, the last one cut to a multiple of 64. In a block: the scales of its rows (float32), the lengths of what
 * their quantisation leaves (float32), then for each dimension a byte of each row. So the same dimension of many rows is read as
 * whole ints, and no sum over a row's dimensions stands in the innermost loop.
 */
/** Where the bytes of quantised rows lie in their file. */
record QuantizedLayout(int count, int dimensions) {
    static final String MAGIC = "DPTYINT8";

    /** Rows of a block. */
    static final int BLOCK = 1 << 12;

    private static final int STEP = 64;
    private static final int FLOATS = 2; // a row's scale and the length of what is left

    int blocks() {
        return (count + BLOCK - 1) / BLOCK;
    }

    /** Dimensions that are stored: some of zeros make them a multiple of four. */
    static int stored(int dimensions) {
        return (dimensions + BlockSums.TOGETHER - 1) / BlockSums.TOGETHER * BlockSums.TOGETHER;
    }

    int stored() {
        return stored(dimensions);
    }

    /** Rows that are there for a block, a multiple of 64. */
    int width(int block) {
        int rows = Math.min(BLOCK, count - block * BLOCK);
        return (rows + STEP - 1) / STEP * STEP;
    }

    /** Of the scales; the lengths of what is left follow. */
    long scales(int block) {
        return VectorHeader.BYTES + (long) block * BLOCK * bytesOfRow();
    }

    /** Of a dimension's bytes. */
    long bytes(int block, int dimension) {
        return scales(block) + (long) width(block) * (FLOATS * Float.BYTES + dimension);
    }

    private int bytesOfRow() {
        return FLOATS * Float.BYTES + stored();
    }

    /** The length of the file. */
    long size() {
        int last = blocks() - 1;
        return last < 0 ? VectorHeader.BYTES : scales(last) + (long) width(last) * bytesOfRow();
    }
}
