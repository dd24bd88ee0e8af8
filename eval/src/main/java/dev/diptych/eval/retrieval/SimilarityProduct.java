package dev.diptych.eval.retrieval;

import java.util.Arrays;

/**
 * The dot products of two sets of embeddings, computed when asked for.
 *
 * <p>Each product sums its D terms in order in one float32. The loop runs over the columns innermost, over a transposed copy
 * of the right side in strips that stay in cache, which is what the compiler makes into vector instructions.
 */
final class SimilarityProduct implements SimilarityRows {
    /** Columns of one strip: 256 x D floats are half a megabyte at D = 512. */
    private static final int STRIP = 256;

    private final Embeddings left;
    private final int columns;
    private final int dimensions;

    /** float32 [columns / STRIP, D, STRIP], the last strip filled up with zeros. */
    private final float[][] strips;

    SimilarityProduct(Embeddings left, Embeddings right) {
        if (left.dimensions() != right.dimensions()) {
            throw new IllegalArgumentException("similarities refused: embeddings of " + left.dimensions() + " and "
                    + right.dimensions() + " dimensions, expected the same");
        }
        this.left = left;
        this.columns = right.count();
        this.dimensions = right.dimensions();
        this.strips = new float[(columns + STRIP - 1) / STRIP][];
        for (int strip = 0; strip < strips.length; strip++) {
            float[] transposed = new float[dimensions * STRIP];
            int width = Math.min(STRIP, columns - strip * STRIP);
            for (int c = 0; c < width; c++) {
                int row = (strip * STRIP + c) * dimensions;
                for (int d = 0; d < dimensions; d++) {
                    transposed[d * STRIP + c] = right.values()[row + d];
                }
            }
            strips[strip] = transposed;
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
        float[] strip = strips[column / STRIP];
        float sum = 0;
        for (int d = 0; d < dimensions; d++) {
            sum += left.values()[row * dimensions + d] * strip[d * STRIP + column % STRIP];
        }
        return sum;
    }

    @Override
    public void fill(int begin, int end, float[] out) {
        float[] sums = new float[STRIP];
        for (int strip = 0; strip < strips.length; strip++) {
            int width = Math.min(STRIP, columns - strip * STRIP);
            for (int row = begin; row < end; row++) {
                Arrays.fill(sums, 0);
                for (int d = 0; d < dimensions; d++) {
                    addScaled(sums, strips[strip], d * STRIP, left.values()[row * dimensions + d]);
                }
                System.arraycopy(sums, 0, out, (row - begin) * columns + strip * STRIP, width);
            }
        }
    }

    private static void addScaled(float[] sums, float[] strip, int offset, float factor) {
        for (int c = 0; c < STRIP; c++) {
            sums[c] += factor * strip[offset + c];
        }
    }
}
