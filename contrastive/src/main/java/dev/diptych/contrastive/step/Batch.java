package dev.diptych.contrastive.step;

import java.util.Arrays;

/**
 * Model input of M pairs.
 *
 * @param images float32 [M, 3, S, S], normalised; or [M, V, 3, S, S] where a pair has several views of its image
 * @param ids int32 [M, C], padded to the model's context length
 * @param ends int32 [M], where each caption is pooled: its end-of-text token, by CLIP's vocabulary
 * @param groups int32 [M], equal for pairs of a step that are not each other's negatives
 * @param longest tokens of the longest caption, up to where it is pooled
 * @param samples int32 [M], which sample of the data each pair is; none where they are of no data set
 */
public record Batch(float[] images, int[] ids, int[] ends, int[] groups, int longest, int[] samples) {
    private static final int[] NONE = {};

    /** A batch whose captions are as long as their ends say. */
    public Batch(float[] images, int[] ids, int[] ends, int[] groups, int[] samples) {
        this(images, ids, ends, groups, 1 + Arrays.stream(ends).max().orElse(0), samples);
    }

    /** Of no data set, with captions of at most so many tokens. */
    public Batch(float[] images, int[] ids, int[] ends, int[] groups, int longest) {
        this(images, ids, ends, groups, longest, NONE);
    }

    /** Of no data set, with captions as long as their ends say. */
    public Batch(float[] images, int[] ids, int[] ends, int[] groups) {
        this(images, ids, ends, groups, NONE);
    }

    /** M. */
    public int size() {
        return ends.length;
    }

    /** Part {@code number} of {@code of} equal ones, copied. */
    Batch part(int number, int of) {
        return new Batch(
                Arrays.copyOfRange(images, images.length / of * number, images.length / of * (number + 1)),
                Arrays.copyOfRange(ids, ids.length / of * number, ids.length / of * (number + 1)),
                Arrays.copyOfRange(ends, ends.length / of * number, ends.length / of * (number + 1)),
                Arrays.copyOfRange(groups, groups.length / of * number, groups.length / of * (number + 1)),
                Arrays.copyOfRange(samples, samples.length / of * number, samples.length / of * (number + 1)));
    }

    @Override
    public String toString() {
        return "Batch of " + size() + " pairs";
    }
}
