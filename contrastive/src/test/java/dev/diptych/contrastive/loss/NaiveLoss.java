package dev.diptych.contrastive.loss;

import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The losses in double precision, from their formulas.
 *
 * @param groups of each pair, or null where every pair is another's negative
 */
record NaiveLoss(Loss loss, int batch, int width, int @Nullable [] groups) {
    /**
     * The loss.
     *
     * @param at image features [B, D], text features [B, D], logarithm of the scale, bias
     */
    double of(double[] at) {
        return of(loss, at, width);
    }

    /** By central differences. */
    double[] gradient(double[] at) {
        double[] gradient = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double value = at[i];
            double step = 1e-5;
            at[i] = value + step;
            double above = of(at);
            at[i] = value - step;
            gradient[i] = (above - of(at)) / (2 * step);
            at[i] = value;
        }
        return gradient;
    }

    private double of(Loss kind, double[] at, int length) {
        double scale = Math.exp(at[2 * batch * width]);
        double bias = at[2 * batch * width + 1];
        DoubleBinaryOperator logit = (i, j) -> scale * similarity(at, (int) i, (int) j, length);
        if (kind instanceof MatryoshkaLoss several) {
            return several.lengths().stream()
                    .mapToDouble(each -> of(several.of(), at, each))
                    .average()
                    .orElseThrow();
        }
        if (kind instanceof ClipLoss clip) {
            DoubleBinaryOperator transposed = (i, j) -> logit.applyAsDouble(j, i);
            return (oneWay(logit, clip.labelSmoothing()) + oneWay(transposed, clip.labelSmoothing())) / 2;
        }
        double sum = 0;
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < batch; j++) {
                double z = (i == j ? 1 : -1) * (logit.applyAsDouble(i, j) + bias);
                sum += counts(i, j) ? Math.log1p(Math.exp(-z)) : 0;
            }
        }
        return sum / batch;
    }

    private double oneWay(DoubleBinaryOperator logit, double smoothing) {
        double sum = 0;
        for (int i = 0; i < batch; i++) {
            double exponentials = 0;
            double logits = 0;
            int count = 0;
            for (int j = 0; j < batch; j++) {
                if (counts(i, j)) {
                    exponentials += Math.exp(logit.applyAsDouble(i, j));
                    logits += logit.applyAsDouble(i, j);
                    count++;
                }
            }
            sum += Math.log(exponentials) - (1 - smoothing) * logit.applyAsDouble(i, i) - smoothing * logits / count;
        }
        return sum / batch;
    }

    /** Features are taken as they are at full length; their first columns are scaled to unit length. */
    private double similarity(double[] at, int image, int text, int length) {
        int i = image * width;
        int j = (batch + text) * width;
        double product = 0;
        double one = 0;
        double other = 0;
        for (int k = 0; k < length; k++) {
            product += at[i + k] * at[j + k];
            one += at[i + k] * at[i + k];
            other += at[j + k] * at[j + k];
        }
        return length == width ? product : product / Math.sqrt(one * other);
    }

    private boolean counts(int i, int j) {
        return i == j || groups == null || groups[i] != groups[j];
    }
}
