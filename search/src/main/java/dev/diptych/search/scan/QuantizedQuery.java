package dev.diptych.search.scan;

/**
 * A unit vector as whole numbers, as large as their sums with a row's fit into 32 bits.
 *
 * @param levels [D], a zero behind an odd number of them
 * @param scale that a level of 1 stands for
 * @param left the length of what the levels leave of the vector
 * @param length of the vector
 */
record QuantizedQuery(int[] levels, double scale, double left, double length) {
    /** What float32 sums of an approximation may be off beside the quantisation; far above their rounding. */
    private static final double SLACK = 1e-6;

    static QuantizedQuery of(float[] query) {
        double largest = 0;
        for (float value : query) {
            largest = Math.max(largest, Math.abs(value));
        }
        double scale = largest / Math.min(Short.MAX_VALUE, Integer.MAX_VALUE / (QuantizedWriter.LARGEST * query.length));
        int[] levels = new int[query.length + (query.length & 1)];
        double squares = 0;
        double rest = 0;
        for (int d = 0; d < query.length; d++) {
            levels[d] = scale == 0 ? 0 : (int) Math.round(query[d] / scale);
            squares += (double) query[d] * query[d];
            rest += Math.pow(query[d] - scale * levels[d], 2);
        }
        return new QuantizedQuery(levels, scale, Math.sqrt(rest), Math.sqrt(squares));
    }

    /**
     * How far the product with a quantised row may be from that with the row: q x - q' x' = q (x - x') + (q - q') x', each at most
     * the product of two lengths (Cauchy and Schwarz); a row's own is at most 1.01, that of x' its sum with what is left.
     *
     * @param leftOfRow the length of x - x'
     */
    float error(float leftOfRow) {
        return (float) (length * leftOfRow + left * (1.01 + leftOfRow) + SLACK);
    }
}
