package dev.diptych.text.bpe;

import dev.diptych.config.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens and merges of a byte-level BPE with an end-of-word suffix.
 *
 * @param tokens spellings by id, all different, in the alphabet of {@link ByteAlphabet}; among them the 256 byte symbols,
 *     the same with {@value #END_OF_WORD}, and both specials
 * @param merges in order of rank, the first is applied first
 * @param specials the start and end of a text
 */
public record BpeVocabulary(List<String> tokens, List<Merge> merges, SpecialTokens specials) {
    /** What a token that ends a word is spelt with at its end. */
    public static final String END_OF_WORD = "</w>";

    /** The tokens that every vocabulary has: each byte within a word and at its end, and the specials. */
    public static final int SMALLEST_SIZE = 2 * 256 + 2;

    public BpeVocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
        Map<String, Integer> ids = index(tokens);
        for (int octet = 0; octet < 256; octet++) {
            requireToken(ids, ByteAlphabet.symbol(octet));
            requireToken(ids, ByteAlphabet.symbol(octet) + END_OF_WORD);
        }
        requireToken(ids, specials.start());
        requireToken(ids, specials.end());
        for (int rank = 0; rank < merges.size(); rank++) {
            requireMerge(tokens, merges.get(rank), rank);
        }
    }

    private static Map<String, Integer> index(List<String> tokens) {
        Map<String, Integer> ids = new HashMap<>(2 * tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            Integer earlier = ids.put(tokens.get(id), id);
            if (earlier != null) {
                throw new IllegalArgumentException("vocabulary refused: token " + Shown.quoted(tokens.get(id))
                        + ": ids " + earlier + " and " + id + ", expected one id");
            }
        }
        return ids;
    }

    private static void requireToken(Map<String, Integer> ids, String token) {
        if (!ids.containsKey(token)) {
            throw new IllegalArgumentException(
                    "vocabulary refused: token " + Shown.quoted(token) + ": absent, expected an id");
        }
    }

    private static void requireMerge(List<String> tokens, Merge merge, int rank) {
        int size = tokens.size();
        boolean known = merge.left() >= 0
                && merge.left() < size
                && merge.right() >= 0
                && merge.right() < size
                && merge.merged() >= 0
                && merge.merged() < size;
        if (!known) {
            throw new IllegalArgumentException(
                    "vocabulary refused: merge " + rank + ": " + merge + ", expected ids from 0 to " + (size - 1));
        }
        String left = tokens.get(merge.left());
        if (left.endsWith(END_OF_WORD) || !tokens.get(merge.merged()).equals(left + tokens.get(merge.right()))) {
            throw new IllegalArgumentException("vocabulary refused: merge " + rank + ": " + Shown.quoted(left) + " + "
                    + Shown.quoted(tokens.get(merge.right())) + " = " + Shown.quoted(tokens.get(merge.merged()))
                    + ", expected their concatenation, with no end of word inside");
        }
    }
}
