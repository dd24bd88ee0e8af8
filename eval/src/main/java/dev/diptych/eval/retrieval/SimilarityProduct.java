package dev.diptych.eval.retrieval;

import java.util.Arrays;

/**
 * The dot products of two sets of embeddings, computed when asked for.
 *
 * <p>Each product sums its D terms in order in one float32. The innermost loop runs over the columns, over a transposed copy
 * of the right side in strips; every array in it has a row of its own and the same index, without which the compiler does
 * not make vector instructions of it.
 */
final class SimilarityProduct implements SimilarityRows {
    /** Columns of one strip: four rows of it and a row of sums stay in the first cache. */
    private static final int STRIP = 256;

    private final Embeddings left;
    private final int columns;
    private final int dimensions;

    /** float32 [columns / STRIP][D][STRIP], the last strip filled up with zeros. */
    private final float[][][] strips;

    SimilarityProduct(Embeddings left, Embeddings right) {
        if (left.dimensions() != right.dimensions()) {
            throw new IllegalArgumentException("similarities refused: embeddings of " + left.dimensions() + " and "
                    + right.dimensions() + " dimensions, expected the same");
        }
        this.left = left;
        this.columns = right.count();
        this.dimensions = right.dimensions();
        this.strips = new float[(columns + STRIP - 1) / STRIP][dimensions][STRIP];
        for (int strip = 0; strip < strips.length; strip++) {
            int width = Math.min(STRIP, columns - strip * STRIP);
            for (int c = 0; c < width; c++) {
                int row = (strip * STRIP + c) * dimensions;
                for (int d = 0; d < dimensions; d++) {
                    strips[strip][d][c] = right.values()[row + d];
                }
            }
        }
    }

    @Override
    public int rows() {
        return left.count();
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public float at(int row, int column) {
        float[][] strip = strips[column / STRIP];
        float sum = 0;
        for (int d = 0; d < dimensions; d++) {
            sum += left.values()[row * dimensions + d] * strip[d][column % STRIP];
        }
        return sum;
    }

    @Override
    public void fill(int begin, int end, float[] out) {
        float[][] sums = new float[end - begin][STRIP];
        for (int strip = 0; strip < strips.length; strip++) {
            for (float[] row : sums) {
                Arrays.fill(row, 0);
            }
            int d = 0;
            for (; d + 4 <= dimensions; d += 4) {
                for (int row = begin; row < end; row++) {
                    addFour(sums[row - begin], strips[strip], d, row * dimensions);
                }
            }
            for (; d < dimensions; d++) {
                for (int row = begin; row < end; row++) {
                    addOne(sums[row - begin], strips[strip][d], left.values()[row * dimensions + d]);
                }
            }
            int width = Math.min(STRIP, columns - strip * STRIP);
            for (int row = 0; row < end - begin; row++) {
                System.arraycopy(sums[row], 0, out, row * columns + strip * STRIP, width);
            }
        }
    }

    /** Adds four terms to each sum, one after the other: the bits are those of four single additions. */
    private void addFour(float[] sums, float[][] strip, int d, int row) {
        float f0 = left.values()[row + d];
        float f1 = left.values()[row + d + 1];
        float f2 = left.values()[row + d + 2];
        float f3 = left.values()[row + d + 3];
        float[] s0 = strip[d];
        float[] s1 = strip[d + 1];
        float[] s2 = strip[d + 2];
        float[] s3 = strip[d + 3];
        for (int i = 0; i < STRIP; i++) {
            sums[i] = sums[i] + f0 * s0[i] + f1 * s1[i] + f2 * s2[i] + f3 * s3[i];
        }
    }

    private static void addOne(float[] sums, float[] strip, float factor) {
        for (int i = 0; i < STRIP; i++) {
            sums[i] += factor * strip[i];
        }
    }
}
