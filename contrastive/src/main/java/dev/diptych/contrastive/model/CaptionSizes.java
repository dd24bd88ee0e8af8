package dev.diptych.contrastive.model;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/*
 * What stands behind the token at which a caption is pooled changes nothing. So a batch runs padded to the length of its longest
 * caption, or, where the tower and the engine are for it, packed into as many rows as its captions have tokens: the shorter by an
 * eighth at least, which pays for what packing costs. Both are rounded up, so that there are few programs.
 */
/** The sizes that text towers are recorded for, at a number of captions. */
public final class CaptionSizes {
    /** Lengths are every eighth up to the context's. */
    private static final int STEP = 8;

    /** From a power of two to the next there are so many numbers of rows: on average a 32nd of the rows is of no caption. */
    private static final int STEPS_OF_ROWS = 16;

    private final int captions;
    private final int context;
    private final boolean readsPadding;
    private final boolean packs;
    private final Map<Integer, CaptionSize> padded = new HashMap<>();
    private final Map<Integer, CaptionSize> packed = new HashMap<>();

    /** @param captions B, of each batch */
    public CaptionSizes(ClipModel model, int captions) {
        this.captions = captions;
        this.context = model.config().text().contextLength();
        this.readsPadding = model.config().text().readsPadding();
        this.packs = model.packsCaptions();
    }

    /** The largest: all of the context for each caption. */
    public CaptionSize whole() {
        return padded(context);
    }

    /**
     * The smallest that takes a batch.
     *
     * @param ends int32 [B], where each caption is pooled
     * @param longest tokens of the longest, at least as many as {@code ends} say
     */
    public CaptionSize of(int[] ends, int longest) {
        int tokens = readsPadding ? context : Math.min(context, roundUp(longest, STEP));
        if (packs) {
            int sum = 0;
            for (int end : ends) {
                sum += end + 1;
            }
            int rows = rows(sum);
            if (8L * rows <= 7L * captions * tokens) {
                return size(packed, rows, true);
            }
        }
        return padded(tokens);
    }

    /** Makes something for a size when it is first asked for. */
    public static <T> Function<CaptionSize, T> each(Function<CaptionSize, T> maker) {
        Map<CaptionSize, T> made = new HashMap<>();
        return size -> made.computeIfAbsent(size, maker);
    }

    private CaptionSize padded(int tokens) {
        return size(padded, tokens, false);
    }

    private CaptionSize size(Map<Integer, CaptionSize> known, int tokens, boolean unpadded) {
        CaptionSize size = known.get(tokens);
        if (size == null) {
            size = new CaptionSize(captions, tokens, unpadded);
            known.put(tokens, size);
        }
        return size;
    }

    /** {@code sum}, rounded up to what a program is recorded for. */
    static int rows(int sum) {
        int power = Integer.highestOneBit(Math.max(STEPS_OF_ROWS * STEP, sum - 1));
        return roundUp(sum, power / STEPS_OF_ROWS);
    }

    private static int roundUp(int number, int multiple) {
        return (number + multiple - 1) / multiple * multiple;
    }
}
