package dev.diptych.eval.retrieval;

/**
 * Embeddings of images or of texts; similarity is the dot product, so cosine where the rows are L2-normalised.
 *
 * @param values float32 [N, D], row-major, finite; not copied
 * @param dimensions D, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a large array; not meant to be compared
public record Embeddings(float[] values, int dimensions) {
    /** Keeps a row of zeros finite. */
    private static final double LEAST_NORM = 1e-12;

    public Embeddings {
        if (dimensions < 1 || values.length % dimensions != 0) {
            throw new IllegalArgumentException("embeddings refused: " + values.length + " values of " + dimensions
                    + " dimensions, expected a whole number of rows");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "embeddings refused: row " + i / dimensions + ": " + values[i] + ", expected finite values");
            }
        }
    }

    /** A copy of some rows, in the order given. */
    public Embeddings rows(int... numbers) {
        float[] chosen = new float[numbers.length * dimensions];
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(values, numbers[i] * dimensions, chosen, i * dimensions, dimensions);
        }
        return new Embeddings(chosen, dimensions);
    }

    /**
     * The first columns of every row, scaled to unit length again: what a search over cut vectors sees.
     *
     * @param columns from 1 to {@link #dimensions}
     */
    public Embeddings first(int columns) {
        if (columns < 1 || columns > dimensions) {
            throw new IllegalArgumentException(
                    "embeddings cut: to " + columns + " dimensions, expected 1 to " + dimensions);
        }
        float[] cut = new float[count() * columns];
        for (int row = 0; row < count(); row++) {
            double squares = 0;
            for (int i = 0; i < columns; i++) {
                squares += Math.pow(values[row * dimensions + i], 2);
            }
            double scale = 1 / Math.max(Math.sqrt(squares), LEAST_NORM);
            for (int i = 0; i < columns; i++) {
                cut[row * columns + i] = (float) (scale * values[row * dimensions + i]);
            }
        }
        return new Embeddings(cut, columns);
    }

    /** The mean of all rows, a row: its product with another embedding is the mean of theirs. */
    public Embeddings mean() {
        double[] sums = new double[dimensions];
        for (int i = 0; i < values.length; i++) {
            sums[i % dimensions] += values[i];
        }
        float[] mean = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            mean[i] = (float) (sums[i] / Math.max(1, count()));
        }
        return new Embeddings(mean, dimensions);
    }

    /** The product of one row with the only row of {@code other}. */
    public double dot(int row, Embeddings other) {
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            sum += (double) values[row * dimensions + i] * other.values[i];
        }
        return sum;
    }

    /** N, the number of rows. */
    public int count() {
        return values.length / dimensions;
    }
}
