package dev.diptych.vision.augment.draw;

/**
 * The random numbers of one transform of one sample in one epoch: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
 *
 * <p>Each transform has a stream of its own, so that switching one on leaves what the others draw as it was.
 */
public final class Draws {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** @param stream the number of the transform */
    public Draws(long seed, long epoch, long sampleIndex, int stream) {
        state = mix(mix(mix(mix(seed + GOLDEN_GAMMA) + epoch) + sampleIndex) + stream);
    }

    /** Uniform in [0, 1). */
    public float uniform() {
        state += GOLDEN_GAMMA;
        return (mix(state) >>> 40) * 0x1p-24f;
    }

    /** Uniform in [{@code min}, {@code max}). */
    public float uniform(float min, float max) {
        return min + (max - min) * uniform();
    }

    public float uniform(Range range) {
        return uniform(range.min(), range.max());
    }

    /** Uniform in the logarithm, so that a range from 1/a to a favours neither end. */
    public double logUniform(Range range) {
        return Math.exp(uniform((float) Math.log(range.min()), (float) Math.log(range.max())));
    }

    /** Uniform among 0 to {@code bound - 1}. */
    public int below(int bound) {
        return Math.min((int) (uniform() * bound), bound - 1);
    }

    /** The numbers 0 to {@code count - 1} in any order (Fisher and Yates). */
    public int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int at = below(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }

    /** Normal, of mean 0 and deviation 1 (Box and Muller, 1958). */
    public float normal() {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
        return (float) (radius * Math.cos(2 * Math.PI * uniform()));
    }

    /** True so often, 0 to 1. */
    public boolean chance(float probability) {
        return uniform() < probability;
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
