package dev.diptych.search.scan;

/*
 * How far the product with a quantised row may be from that with the row: q x - q' x' = q (x - x') + (q - q') x', each at most the
 * product of two lengths (Cauchy and Schwarz). A row's own length is at most 1.01, that of x' at most 2.
 */
/**
 * A unit vector as whole numbers, as large as their sums with a row's fit into 32 bits.
 *
 * @param levels [D], zeros behind them up to what is stored of rows
 * @param scale that a level of 1 stands for
 * @param leastError of a product: what the levels leave of the vector, and the rounding of float32
 * @param length of the vector, by which what is left of a row adds to the error
 */
record QuantizedQuery(int[] levels, float scale, float leastError, float length) {
    private static final double LONGEST = 2;

    /** What an approximation in float32 may be off beside the quantisation; far above its rounding. */
    private static final double SLACK = 2e-6;

    static QuantizedQuery of(float[] query) {
        float largest = 0;
        for (float value : query) {
            largest = Math.max(largest, Math.abs(value));
        }
        int most = Math.min(Short.MAX_VALUE, Integer.MAX_VALUE / (QuantizedWriter.LARGEST * query.length));
        float scale = largest / most;
        int[] levels = new int[QuantizedLayout.stored(query.length)];
        double squares = 0;
        double rest = 0;
        for (int d = 0; d < query.length; d++) {
            int level = scale == 0 ? 0 : Math.round(query[d] / scale);
            levels[d] = Math.max(-most, Math.min(most, level));
            squares += (double) query[d] * query[d];
            rest += Math.pow(query[d] - (double) scale * levels[d], 2);
        }
        float error = (float) (LONGEST * Math.sqrt(rest) + SLACK);
        return new QuantizedQuery(levels, scale, error, Math.nextUp((float) Math.sqrt(squares)));
    }
}
