package dev.diptych.image.resize;

/**
 * The fixed-point filter weights of one axis, as Pillow's {@code precompute_coeffs} and {@code normalize_coeffs_8bpc}
 * make them.
 *
 * @param taps slots per output position, a multiple of {@link WeightedSum#GROUP}; output i has its weights from {@code
 *     weights[i * taps]} on, then zeros
 * @param first the first source position of each output position
 * @param count how many source positions each output position reads, at most {@code taps}
 * @param weights multiples of 2^-{@link #PRECISION_BITS}
 */
record Coefficients(int taps, int[] first, int[] count, int[] weights) {
    /** 8 bits for the result, 2 for the overshoot of filters with negative lobes. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    /** The weights of the wanted output positions of {@code axis}. */
    static Coefficients of(Axis axis, Resampling filter) {
        double scale = (double) (axis.to() - axis.from()) / axis.size();
        double filterScale = Math.max(scale, 1);
        double support = filter.support() * filterScale;
        int most = (int) Math.ceil(support) * 2 + 1;
        int taps = (most + WeightedSum.GROUP - 1) / WeightedSum.GROUP * WeightedSum.GROUP;
        int[] first = new int[axis.count()];
        int[] count = new int[axis.count()];
        int[] weights = new int[Math.multiplyExact(axis.count(), taps)];
        double[] row = new double[taps];
        double inverse = 1 / filterScale;
        for (int i = 0; i < axis.count(); i++) {
            double center = axis.from() + (axis.first() + i + 0.5) * scale;
            int start = Math.max((int) (center - support + 0.5), 0);
            int length = Math.min((int) (center + support + 0.5), axis.sourceSize()) - start;
            double sum = 0;
            for (int k = 0; k < length; k++) {
                row[k] = filter.weight((k + start - center + 0.5) * inverse);
                sum += row[k];
            }
            for (int k = 0; k < length; k++) {
                double weight = sum == 0 ? row[k] : row[k] / sum;
                weights[i * taps + k] = (int) ((weight < 0 ? -0.5 : 0.5) + weight * (1 << PRECISION_BITS));
            }
            first[i] = start;
            count[i] = length;
        }
        return new Coefficients(taps, first, count, weights);
    }

    int firstSource() {
        return first[0];
    }

    /** How many source positions are read. */
    int sourceCount() {
        return endSource() - firstSource();
    }

    /** One past the last source position that is read. */
    int endSource() {
        return first[first.length - 1] + count[count.length - 1];
    }
}
