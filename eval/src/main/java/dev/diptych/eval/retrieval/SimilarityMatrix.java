package dev.diptych.eval.retrieval;

/**
 * A similarity matrix that is in memory.
 *
 * @param values float32 [rows, columns], row-major, finite
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a large array; not meant to be compared
record SimilarityMatrix(float[] values, int rows, int columns) implements SimilarityRows {
    SimilarityMatrix {
        if (rows < 0 || columns < 0 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "similarities refused: " + values.length + " values, expected " + rows + " rows of " + columns);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("similarities refused: row " + i / columns + ", column "
                        + i % columns + ": " + values[i] + ", expected finite values");
            }
        }
    }

    @Override
    public float at(int row, int column) {
        return values[row * columns + column];
    }

    @Override
    public void fill(int begin, int end, float[] out) {
        System.arraycopy(values, begin * columns, out, 0, (end - begin) * columns);
    }
}
