package dev.diptych.bench.torch.runtime;

import java.util.Arrays;

/**
 * How long captions are: the same numbers as {@code diptych bench text} has, which this process does not have on its class path.
 *
 * @param mean tokens, start and end of text included
 * @param deviation the standard deviation
 */
public record CaptionLengths(double mean, double deviation) {
    private static final int SHORTEST = 3;

    public CaptionLengths {
        if (!(mean >= SHORTEST && deviation >= 0)) {
            throw new IllegalArgumentException("caption length: mean " + mean + ", sd " + deviation
                    + ", expected a mean of at least " + SHORTEST + " and an sd of at least 0");
        }
    }

    /** The same in every run: [count], from 3 to {@code context}. */
    public int[] of(int count, int context) {
        int[] lengths = new int[count];
        int[] state = {0};
        Arrays.setAll(lengths, i -> {
            double normal = -6;
            for (int n = 0; n < 12; n++) {
                state[0] = state[0] * 1_664_525 + 1_013_904_223;
                normal += Integer.toUnsignedLong(state[0]) / 4_294_967_296.0;
            }
            return (int) Math.max(SHORTEST, Math.min(context, Math.round(mean + deviation * normal)));
        });
        return lengths;
    }
}
