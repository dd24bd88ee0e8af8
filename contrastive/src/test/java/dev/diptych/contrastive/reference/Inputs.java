package dev.diptych.contrastive.reference;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Five pairs by formula: images as weights are drawn, captions that fill their context, that are empty, and between.
 *
 * @param pixels [B, 3, S, S]
 * @param ids [B, T]
 * @param ends where each caption's end of text stands
 */
@SuppressWarnings("ArrayRecordComponent") // carries data to two computations; never compared
record Inputs(float[] pixels, int[][] ids, int[] ends) {
    static final int PAIRS = 5;

    static Inputs of(Architecture architecture) {
        return upTo(architecture.text().context(), architecture);
    }

    /** Pairs of which the longest caption has {@code longest} tokens. */
    static Inputs upTo(int longest, Architecture architecture) {
        int side = architecture.image().side();
        Architecture.Text text = architecture.text();
        int[] ends = {longest - 1, 1, longest / 2, 2, longest - 3};
        int[][] ids = new int[PAIRS][text.context()];
        for (int b = 0; b < PAIRS; b++) {
            for (int t = 0; t < text.context(); t++) {
                ids[b][t] = text.last()
                        ? sentencePiece(b, t, ends[b], text.vocabulary())
                        : clip(b, t, ends[b], text.vocabulary());
            }
        }
        return new Inputs(ClosedFormula.draw("pixels", PAIRS * 3 * side * side, 0, 1), ids, ends);
    }

    /** The image of one pair. */
    float[] image(int pair) {
        int length = pixels.length / PAIRS;
        return Arrays.copyOfRange(pixels, pair * length, (pair + 1) * length);
    }

    /** Tokens of the longest caption, its end included. */
    int longest() {
        return Arrays.stream(ends).max().orElseThrow() + 1;
    }

    int[] allIds() {
        return Arrays.stream(ids).flatMapToInt(IntStream::of).toArray();
    }

    /** Start and end of text are the two highest ids; padding is 0. */
    private static int clip(int b, int t, int end, int vocabulary) {
        if (t == 0) {
            return vocabulary - 2;
        }
        if (t == end) {
            return vocabulary - 1;
        }
        return t < end ? 1 + word(b, t) % (vocabulary - 3) : 0;
    }

    /** No start; the end of text and padding are both 1, as in SigLIP's vocabulary. */
    private static int sentencePiece(int b, int t, int end, int vocabulary) {
        return t < end ? 2 + word(b, t) % (vocabulary - 2) : 1;
    }

    private static int word(int b, int t) {
        return 7 * b + 3 * t * t + t;
    }
}
