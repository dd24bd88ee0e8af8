package dev.diptych.text.tokenizer;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What is left of a caption that is longer than a row, by open_clip's names (CLIPA: Li et al. 2023, section 3). */
public enum TextReduction {
    /** Its first ids. */
    TRUNCATE,
    /** A run of ids from a random one on. */
    SIMPLE,
    /** Random ids, in their order. */
    RANDOM,
    /** Random ids, in random order. */
    SHUFFLE;

    /**
     * Those of {@code ids} that are left.
     *
     * @param most how many there is room for
     * @return {@code ids} itself where they fit
     */
    int[] of(int[] ids, int most, SplittableRandom random) {
        if (ids.length <= most) {
            return ids;
        }
        return switch (this) {
            case TRUNCATE -> Arrays.copyOf(ids, most);
            case SIMPLE -> {
                int start = random.nextInt(ids.length - most + 1);
                yield Arrays.copyOfRange(ids, start, start + most);
            }
            case RANDOM -> {
                int[] places = places(ids.length, most, random);
                Arrays.sort(places);
                yield Arrays.stream(places).map(place -> ids[place]).toArray();
            }
            case SHUFFLE ->
                Arrays.stream(places(ids.length, most, random))
                        .map(place -> ids[place])
                        .toArray();
        };
    }

    /** The first of a random permutation (Fisher, Yates). */
    private static int[] places(int length, int most, SplittableRandom random) {
        int[] places = new int[length];
        Arrays.setAll(places, i -> i);
        for (int i = 0; i < most; i++) {
            int pick = i + random.nextInt(length - i);
            int place = places[pick];
            places[pick] = places[i];
            places[i] = place;
        }
        return Arrays.copyOf(places, most);
    }
}
