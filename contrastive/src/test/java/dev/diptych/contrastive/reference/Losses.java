package dev.diptych.contrastive.reference;

/** The contrastive losses over logits [B, B], an image a row and a caption a column. */
final class Losses {
    private Losses() {}

    /** Cosines of unit rows, times the learnt scale, plus the learnt bias. */
    static Matrix logits(Matrix images, Matrix texts, double logScale, double bias) {
        Matrix cosines = images.times(texts.transposed());
        Matrix out = Matrix.zeros(cosines.rows, cosines.columns);
        for (int i = 0; i < out.rows; i++) {
            for (int j = 0; j < out.columns; j++) {
                out.set(i, j, Math.exp(logScale) * cosines.at(i, j) + bias);
            }
        }
        return out;
    }

    /** The mean of the cross-entropies of rows and of columns, the diagonal being right (Radford et al. 2021, figure 3). */
    static double softmax(Matrix logits) {
        return (crossEntropy(logits) + crossEntropy(logits.transposed())) / 2;
    }

    /** {@code -log sigmoid(z x)} summed over all pairs and over B, z 1 on the diagonal and -1 off it (Zhai et al. 2023). */
    static double sigmoid(Matrix logits) {
        double sum = 0;
        for (int i = 0; i < logits.rows; i++) {
            for (int j = 0; j < logits.columns; j++) {
                double z = i == j ? 1 : -1;
                sum += Math.log1p(Math.exp(-z * logits.at(i, j)));
            }
        }
        return sum / logits.rows;
    }

    private static double crossEntropy(Matrix logits) {
        double mean = 0;
        for (int i = 0; i < logits.rows; i++) {
            double sum = 0;
            for (int j = 0; j < logits.columns; j++) {
                sum += Math.exp(logits.at(i, j));
            }
            mean += (Math.log(sum) - logits.at(i, i)) / logits.rows;
        }
        return mean;
    }
}
