package dev.diptych.text.tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;

/** Writes captions into rows of model input and counts those that it had to cut; for use by any number of threads. */
public final class RowEncoder {
    private final Tokenizer tokenizer;
    private final int contextLength;
    private final LongAdder captions = new LongAdder();
    private final LongAdder cut = new LongAdder();

    /**
     * An encoder that has counted nothing.
     *
     * @param contextLength T, with room for start and end of text
     * @throws IllegalArgumentException if it has none
     */
    public RowEncoder(Tokenizer tokenizer, int contextLength) {
        requireRoom(tokenizer, contextLength);
        this.tokenizer = tokenizer;
        this.contextLength = contextLength;
    }

    /** The length of a row. */
    public int contextLength() {
        return contextLength;
    }

    /** As {@link Tokenizer#encodeInto}. */
    public int encode(String caption, int[] out, int offset) {
        return write(ids(caption), out, offset);
    }

    /** The ids that {@link #write} needs of a caption, to be kept in memory: of one that is cut, one id too many. */
    public int[] ids(String caption) {
        int[] ids = tokenizer.encode(caption);
        int most = contextLength - bounds(tokenizer) + 1;
        return ids.length > most ? Arrays.copyOf(ids, most) : ids;
    }

    /**
     * Writes the row of a caption and counts it, once for each time that it is written.
     *
     * @param ids as {@link #ids} gave them
     * @param out int32 [..., contextLength], written from {@code offset} to {@code offset + contextLength}, exclusive
     * @return the index within the row of its first end of text
     */
    public int write(int[] ids, int[] out, int offset) {
        captions.increment();
        if (ids.length > contextLength - bounds(tokenizer)) {
            cut.increment();
        }
        return fill(tokenizer, ids, contextLength, out, offset);
    }

    /** How many rows were written. */
    public long captions() {
        return captions.sum();
    }

    /** How many of their captions did not fit and lost their last ids. */
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
