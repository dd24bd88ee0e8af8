package dev.diptych.eval.probe.lbfgs;

import dev.diptych.nn.cpu.Workers;
import java.util.Arrays;

/*
 * The Hessian of the sum of cross-entropies lies below 1/2 (I - 11'/K) (x) G with G = X~' X~, X~ the features with a column of ones
 * (Böhning, Multinomial logistic regression algorithm, 1992); G, scaled by the mean of p (1 - p) over rows and classes, with the
 * penalty on its diagonal, is what it is roughly like, the same for each class.
 */
/** The model of the curvature of softmax regression: {@code c share G + I}, in the factors of Cholesky. */
public final class Curvature {
    private static final double LEAST = 1e-9;
    private static final int PANEL = 64; // rows whose part in the others is taken off at a time

    private final double[] gram;
    private final int size;
    private final double[][] lower; // rows of L
    private final double[][] upper; // rows of its transpose
    private double share;
    private double scale;

    /** @param gram float64 [D + 1, D + 1], of the features with a column of ones */
    public Curvature(double[] gram, int size) {
        this.gram = gram;
        this.size = size;
        this.lower = new double[size][];
        this.upper = new double[size][];
    }

    /** Whether a share is so far from that of the factors that they had better be made anew. */
    public boolean isFarFrom(double other) {
        return !(other < 2 * share && share < 2 * other);
    }

    /**
     * Makes the factors.
     *
     * @param c how much the cross-entropies weigh
     * @param newShare the mean of p (1 - p), above 0
     */
    public void factorise(double c, double newShare, Workers workers) {
        share = newShare;
        scale = c * share;
        for (int i = 0; i < size; i++) {
            lower[i] = new double[size];
            upper[i] = new double[size];
            for (int j = i; j < size; j++) {
                upper[i][j] = scale * gram[i * size + j];
            }
            upper[i][i] += i == size - 1 ? 0 : 1; // the biases have no penalty
        }
        for (int begin = 0; begin < size; begin += PANEL) {
            int end = Math.min(size, begin + PANEL);
            int first = begin;
            for (int k = begin; k < end; k++) {
                finish(k);
                for (int i = k + 1; i < end; i++) {
                    subtract(upper[i], upper[k], upper[k][i], i, size);
                }
            }
            workers.run(
                    (from, to, worker) -> {
                        for (int i = end + from; i < end + to; i++) {
                            for (int k = first; k < end; k++) {
                                subtract(upper[i], upper[k], upper[k][i], i, size);
                            }
                        }
                    },
                    size - end);
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                lower[i][j] = upper[j][i];
            }
        }
    }

    /* Float32 products may leave a little less than nothing of a direction that the features hardly have. */
    private void finish(int k) {
        double[] row = upper[k];
        double root = Math.sqrt(Math.max(row[k], LEAST * (1 + scale * gram[k * size + k])));
        row[k] = root;
        for (int j = k + 1; j < size; j++) {
            row[j] /= root;
        }
    }

    /**
     * Divides each class's part of a vector by the model.
     *
     * @param vector [K, D + 1], replaced
     */
    public void divide(double[] vector, Workers workers) {
        workers.run(
                (from, to, worker) -> {
                    double[][] rows = new double[to - from][];
                    for (int k = from; k < to; k++) {
                        rows[k - from] = Arrays.copyOfRange(vector, k * size, (k + 1) * size);
                    }
                    for (int j = 0; j < size; j++) {
                        double[] column = upper[j];
                        for (double[] row : rows) {
                            row[j] /= column[j];
                            subtract(row, column, row[j], j + 1, size);
                        }
                    }
                    for (int j = size - 1; j >= 0; j--) {
                        double[] column = lower[j];
                        for (double[] row : rows) {
                            row[j] /= column[j];
                            subtract(row, column, row[j], 0, j);
                        }
                    }
                    for (int k = from; k < to; k++) {
                        System.arraycopy(rows[k - from], 0, vector, k * size, size);
                    }
                },
                vector.length / size);
    }

    private static void subtract(double[] from, double[] row, double factor, int begin, int end) {
        for (int i = begin; i < end; i++) {
            from[i] -= factor * row[i];
        }
    }
}
