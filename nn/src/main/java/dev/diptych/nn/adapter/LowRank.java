package dev.diptych.nn.adapter;

/**
 * The size of an adapter.
 *
 * @param rank R
 * @param alpha how much it weighs, before it is divided by the rank
 */
public record LowRank(int rank, double alpha) {
    public LowRank {
        if (rank < 1 || !(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException(
                    "adapter: rank " + rank + ", alpha " + alpha + ", expected a rank from 1 and an alpha above 0");
        }
    }

    /** What the product of an adapter's matrices is multiplied by. */
    public double scale() {
        return alpha / rank;
    }
}
