package dev.diptych.eval.probe.fit;

import dev.diptych.eval.classify.SingleLabel;

/**
 * The classifier that a probe fits: the score of class k is {@code weights[k] . x + biases[k]}.
 *
 * @param weights float32 [K, D], row-major
 * @param biases float32 [K]
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, not compared
public record LinearClassifier(float[] weights, float[] biases) {
    public LinearClassifier {
        if (biases.length < 2 || weights.length == 0 || weights.length % biases.length != 0) {
            throw new IllegalArgumentException("classifier refused: " + weights.length + " weights and " + biases.length
                    + " biases, expected a row of weights for each of at least two classes");
        }
    }

    /** Of zeros, to which all classes are the same. */
    public static LinearClassifier zero(int classes, int dimensions) {
        return new LinearClassifier(new float[Math.multiplyExact(classes, dimensions)], new float[classes]);
    }

    /** K. */
    public int classes() {
        return biases.length;
    }

    /** D. */
    public int dimensions() {
        return weights.length / biases.length;
    }

    /** What it takes features for. */
    public SingleLabel classify(ProbeData data) {
        int k = classes();
        int d = dimensions();
        if (data.dimensions() != d || data.classes() != k) {
            throw new IllegalArgumentException("probe refused: " + data.classes() + " classes of " + data.dimensions()
                    + " dimensions, expected " + k + " of " + d + ", as it was fitted to");
        }
        float[] columns = new float[weights.length]; // [D, K]
        for (int i = 0; i < weights.length; i++) {
            columns[i % d * k + i / d] = weights[i];
        }
        float[] features = data.features().values();
        return SingleLabel.of(k, data.labels(), row -> {
            double[] sums = new double[k];
            for (int j = 0; j < d; j++) {
                double x = features[row * d + j];
                for (int c = 0; c < k; c++) {
                    sums[c] += x * columns[j * k + c];
                }
            }
            float[] scores = new float[k];
            for (int c = 0; c < k; c++) {
                scores[c] = (float) (sums[c] + biases[c]);
            }
            return scores;
        });
    }
}
