package dev.diptych.text.tokenizer;

import java.util.Arrays;

/** Turns captions into token ids and back; safe for use by several threads. */
public interface Tokenizer {
    /** The number of ids: each is from 0 to this, exclusive. */
    int vocabularySize();

    /** The id that starts each row. */
    int startOfText();

    /** The id that ends each row; its place is where the text transformer pools. */
    int endOfText();

    /** The id that fills a row after its end; 0 as CLIP, which shares it with a token. */
    int padding();

    /** The ids of a caption, without start and end. */
    int[] encode(String text);

    /** The text that the ids stand for; bytes that are not UTF-8 become U+FFFD. */
    String decode(int[] ids);

    /**
     * Writes one row of model input: start of text, the caption's ids, end of text, padding. A caption that is too long
     * loses its last ids, never the end of text.
     *
     * @param out int32 [..., contextLength], written from {@code offset} to {@code offset + contextLength}, exclusive
     * @return the index within the row of its first end of text; a caption may spell one itself
     * @throws IllegalArgumentException if {@code contextLength} is below 2 or the row does not lie within {@code out}
     */
    default int encodeInto(String text, int contextLength, int[] out, int offset) {
        if (contextLength < 2) {
            throw new IllegalArgumentException(
                    "encode failed: contextLength: " + contextLength + ", expected at least 2");
        }
        if (offset < 0 || offset > out.length - contextLength) {
            throw new IllegalArgumentException("encode failed: offset: " + offset + ", expected 0 to "
                    + (out.length - contextLength) + " for an array of " + out.length);
        }
        int[] ids = encode(text);
        int kept = Math.min(ids.length, contextLength - 2);
        int end = offset + 1 + kept;
        out[offset] = startOfText();
        System.arraycopy(ids, 0, out, offset + 1, kept);
        out[end] = endOfText();
        Arrays.fill(out, end + 1, offset + contextLength, padding());
        int first = offset;
        while (out[first] != endOfText()) {
            first++;
        }
        return first - offset;
    }
}
