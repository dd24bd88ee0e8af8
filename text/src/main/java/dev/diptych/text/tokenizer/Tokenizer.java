package dev.diptych.text.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Turns captions into token ids and back.
 *
 * <p>A row of model input is: start of text where there is one, the caption's ids, end of text, padding. Tokenizers do not
 * change once made, and any number of threads may use one at the same time.
 */
public interface Tokenizer {
    /** The number of ids, the largest and one; it does not depend on a context length. */
    int vocabularySize();

    /** The id that starts each row; empty where rows have none, as SigLIP's. */
    OptionalInt startOfText();

    /** The id that ends the caption in each row; its place is where CLIP's text transformer pools. */
    int endOfText();

    /** The id that fills a row after its end. CLIP's 0 is a token's too, SigLIP's 1 its end of text. */
    int padding();

    /**
     * The ids of a caption, after its cleaning, without start and end.
     *
     * @throws IllegalArgumentException if the tokenizer has no id for a part of the caption, nor one for the unknown
     */
    int[] encode(String text);

    /**
     * The text that the ids stand for; bytes that are not UTF-8 become U+FFFD.
     *
     * @throws IllegalArgumentException if an id is below 0 or not below {@link #vocabularySize()}
     */
    String decode(int[] ids);

    /**
     * The SHA-256 of all that decides a row, in 64 hexadecimal digits: the vocabulary, the special tokens, the padding, the
     * cleaning. Two tokenizers with the same hash write the same rows, whatever files they came from.
     */
    String hash();

    /**
     * Writes what {@code Tokenizers.open} reads this tokenizer from: {@code tokenizer.json} for Hugging Face's libraries,
     * and {@code tokenizer_config.json} with the special tokens and the cleaning. Each is written under another name first.
     *
     * @param folder that exists
     */
    void save(Path folder) throws IOException;

    /**
     * Writes one row. A caption that is too long loses its last ids, never the end of text; {@link RowEncoder} counts those.
     *
     * @param out int32 [..., contextLength], written from {@code offset} to {@code offset + contextLength}, exclusive
     * @return the index within the row of its first end of text; a caption may spell one itself
     * @throws IllegalArgumentException if {@code contextLength} has no room for start and end, or the row does not lie
     *     within {@code out}
     */
    default int encodeInto(String text, int contextLength, int[] out, int offset) {
        return RowEncoder.fill(this, encode(text), contextLength, out, offset);
    }
}
