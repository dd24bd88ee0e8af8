package dev.diptych.eval.onnx;

import dev.diptych.export.onnx.emit.Format;

/**
 * How far vectors are from those that they should be, both of unit length.
 *
 * @param rows how many were compared
 * @param largest the largest difference of a number
 * @param leastCosine that of the row which is furthest off
 * @param meanCosine over all rows
 */
public record Agreement(int rows, double largest, double leastCosine, double meanCosine) {
    private static final double REAL_DIFFERENCE = 1e-4; // of other orders of summing, in deep towers
    private static final double HALF_COSINE = 0.999;
    private static final double BYTE_COSINE = 0.99;

    /** Whether rows are as near as those of a file of this format are to be. */
    public boolean holds(Format format) {
        return switch (format) {
            case FP32 -> largest <= REAL_DIFFERENCE;
            case FP16 -> leastCosine >= HALF_COSINE;
            case INT8 -> leastCosine >= BYTE_COSINE;
        };
    }

    /**
     * Compares rows.
     *
     * @param actual float32 [N, D], of any length, not all zero
     * @param expected float32 [N, D], of unit length
     */
    static Agreement of(float[] actual, float[] expected, int dimensions) {
        int rows = expected.length / dimensions;
        double largest = 0;
        double least = 1;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            double product = 0;
            double own = 0;
            for (int i = row * dimensions; i < (row + 1) * dimensions; i++) {
                squares += (double) actual[i] * actual[i];
                own += (double) expected[i] * expected[i];
                product += (double) actual[i] * expected[i];
            }
            double length = Math.sqrt(squares);
            for (int i = row * dimensions; i < (row + 1) * dimensions; i++) {
                largest = Math.max(largest, Math.abs(actual[i] / length - expected[i]));
            }
            double cosine = product / (length * Math.sqrt(own));
            least = Math.min(least, cosine);
            sum += cosine;
        }
        return new Agreement(rows, largest, least, sum / rows);
    }
}
