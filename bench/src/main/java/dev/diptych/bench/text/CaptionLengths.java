package dev.diptych.bench.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * A normal number is the sum of twelve uniform ones less six, each the state of the linear congruential generator of Press et
 * al. (Numerical Recipes, 7.1) over 2^32, from state 0 on: a few lines in any language, so that peers draw the same.
 */
/**
 * How long captions are, normally distributed.
 *
 * @param mean tokens, start and end of text included
 * @param deviation the standard deviation
 */
public record CaptionLengths(double mean, double deviation) {
    /** Start, a token and end of text. */
    private static final int SHORTEST = 3;

    public CaptionLengths {
        if (!(mean >= SHORTEST && deviation >= 0) || mean + deviation > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("caption length: mean " + mean + ", sd " + deviation
                    + ", expected a mean of at least " + SHORTEST + " and an sd of at least 0");
        }
    }

    /**
     * Reads {@code mean=13,sd=4}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static CaptionLengths parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length == 2 && parts[0].startsWith("mean=") && parts[1].startsWith("sd=")) {
            try {
                return new CaptionLengths(
                        Double.parseDouble(parts[0].substring("mean=".length())),
                        Double.parseDouble(parts[1].substring("sd=".length())));
            } catch (NumberFormatException e) {
                throw malformed(text, e);
            }
        }
        throw malformed(text, null);
    }

    private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("caption length: " + text + ", expected mean=M,sd=S", cause);
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
            long length = Math.round(mean + deviation * normal);
            return (int) Math.max(SHORTEST, Math.min(context, length));
        });
        return lengths;
    }
}
