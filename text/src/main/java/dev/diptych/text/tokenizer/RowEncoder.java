package dev.diptych.text.tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Writes captions into rows of model input and counts those that it had to cut; for use by any number of threads. */
public final class RowEncoder {
    private final Tokenizer tokenizer;
    private final int contextLength;
    private final TextReduction reduction;
    private final LongAdder captions = new LongAdder();
    private final LongAdder cut = new LongAdder();

    /**
     * An encoder that has counted nothing.
     *
     * @param contextLength T, with room for start and end of text
     * @throws IllegalArgumentException if it has none
     */
    public RowEncoder(Tokenizer tokenizer, int contextLength) {
        this(tokenizer, contextLength, TextReduction.TRUNCATE);
    }

    /**
     * As {@link #RowEncoder(Tokenizer, int)}.
     *
     * @param reduction what is left of captions that are too long
     */
    public RowEncoder(Tokenizer tokenizer, int contextLength, TextReduction reduction) {
        requireRoom(tokenizer, contextLength);
        this.tokenizer = tokenizer;
        this.contextLength = contextLength;
        this.reduction = reduction;
    }

    /** The length of a row. */
    public int contextLength() {
        return contextLength;
    }

    /** As {@link Tokenizer#encodeInto}: what is too long loses its last ids. */
    public int encode(String caption, int[] out, int offset) {
        return write(ids(caption), out, offset);
    }

    /**
     * The ids that {@link #write} needs of a caption, to be kept in memory: of one that loses its last ids, one too many; else
     * all.
     */
    public int[] ids(String caption) {
        int[] ids = tokenizer.encode(caption);
        int most = room() + 1;
        return ids.length > most && reduction == TextReduction.TRUNCATE ? Arrays.copyOf(ids, most) : ids;
    }

    private int room() {
        return contextLength - bounds(tokenizer);
    }

    /**
     * As {@link #write(int[], int[], int)}, with what the reduction leaves of a caption that is too long.
     *
     * @param random what it draws by
     */
    public int write(int[] ids, int[] out, int offset, SplittableRandom random) {
        count(ids);
        return fill(tokenizer, reduction.of(ids, room(), random), contextLength, out, offset);
    }

    /**
     * Writes the row of a caption and counts it, once for each time that it is written.
     *
     * @param ids as {@link #ids} gave them
     * @param out int32 [..., contextLength], written from {@code offset} to {@code offset + contextLength}, exclusive
     * @return the index within the row of its first end of text
     */
    public int write(int[] ids, int[] out, int offset) {
        count(ids);
        return fill(tokenizer, ids, contextLength, out, offset);
    }

    private void count(int[] ids) {
        captions.increment();
        if (ids.length > room()) {
            cut.increment();
        }
    }

    /** How many rows were written. */
    public long captions() {
        return captions.sum();
    }

    /** How many of their captions did not fit and lost ids. */
    public long cut() {
        return cut.sum();
    }

    static int fill(Tokenizer tokenizer, int[] ids, int contextLength, int[] out, int offset) {
        requireRoom(tokenizer, contextLength);
        if (offset < 0 || offset > out.length - contextLength) {
            throw new IllegalArgumentException("encode failed: offset: " + offset + ", expected 0 to "
                    + (out.length - contextLength) + " for an array of " + out.length);
        }
        int at = offset;
        OptionalInt start = tokenizer.startOfText();
        if (start.isPresent()) {
            out[at++] = start.getAsInt();
        }
        int kept = Math.min(ids.length, contextLength - bounds(tokenizer));
        System.arraycopy(ids, 0, out, at, kept);
        int end = at + kept;
        out[end] = tokenizer.endOfText();
        Arrays.fill(out, end + 1, offset + contextLength, tokenizer.padding());
        int first = offset;
        while (out[first] != tokenizer.endOfText()) {
            first++;
        }
        return first - offset;
    }

    private static void requireRoom(Tokenizer tokenizer, int contextLength) {
        if (contextLength < bounds(tokenizer)) {
            throw new IllegalArgumentException(
                    "encode failed: contextLength: " + contextLength + ", expected at least " + bounds(tokenizer));
        }
    }

    /** The tokens of a row that are not the caption's. */
    private static int bounds(Tokenizer tokenizer) {
        return tokenizer.startOfText().isPresent() ? 2 : 1;
    }
}
