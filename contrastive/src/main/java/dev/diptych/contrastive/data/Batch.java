package dev.diptych.contrastive.data;

/** One batch of model input; its arrays are reused once it is {@linkplain BatchLoader#release released}. */
public final class Batch {
    private final float[] images;
    private final int[] ids;
    private final int[] ends;
    private final int[] groups;
    private int longest;

    Batch(int size, int imageLength, int context) {
        this.images = new float[size * imageLength];
        this.ids = new int[size * context];
        this.ends = new int[size];
        this.groups = new int[size];
    }

    /** float32 [B, 3, S, S], normalised. */
    public float[] images() {
        return images;
    }

    /** int32 [B, T], padded to the context length. */
    public int[] ids() {
        return ids;
    }

    /** int32 [B], where each caption is pooled: its end-of-text token, by CLIP's vocabulary. */
    public int[] ends() {
        return ends;
    }

    /** int32 [B], equal for pairs that are not each other's negatives. */
    public int[] groups() {
        return groups;
    }

    /** Tokens of the longest caption, up to where it is pooled. */
    public int longest() {
        return longest;
    }

    void longest(int tokens) {
        longest = tokens;
    }
}
