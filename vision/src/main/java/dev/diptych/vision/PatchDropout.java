package dev.diptych.vision;

/*
 * A patch's draw is a hash (SplitMix64's finaliser) of where it stands: run, step, sample, place. Selection sampling
 * (Knuth, The Art of Computer Programming, 3.4.2, algorithm S) makes of them a subset in which each is as likely.
 */
/**
 * Which tokens of each image a training step computes with (Li et al. 2023, section 3.1): the class token, where there
 * is one, and a random subset of the patches, in their order.
 */
public final class PatchDropout {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final int patches;
    private final int kept;
    private final int before;

    public PatchDropout(VisionConfig config) {
        this.patches = config.patches();
        this.kept = Math.max(1, (int) (patches * (1 - config.patchDropout())));
        this.before = config.classToken() ? 1 : 0;
    }

    /** Tokens of an image that a step computes with. */
    public int tokens() {
        return before + kept;
    }

    /**
     * Draws the tokens of images {@code [first, first + N)} of a step's batch.
     *
     * @param rows int32 [N K], written: K numbers of tokens for each of N images, which are counted from zero, each
     *     image having all its tokens
     */
    public void draw(long seed, long step, int first, int[] rows) {
        int images = rows.length / tokens();
        long run = mix(mix(seed + GOLDEN_GAMMA) + step);
        int place = 0;
        for (int b = 0; b < images; b++) {
            long sample = mix(run + GOLDEN_GAMMA * (first + b + 1));
            int start = b * (before + patches);
            if (before > 0) {
                rows[place++] = start;
            }
            int wanted = kept;
            for (int i = 0; i < patches; i++) {
                double uniform = (mix(sample + GOLDEN_GAMMA * (i + 1)) >>> 11) * 0x1p-53;
                if (uniform * (patches - i) < wanted) {
                    rows[place++] = start + before + i;
                    wanted--;
                }
            }
        }
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
