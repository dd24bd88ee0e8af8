package dev.diptych.text.bpe;

import dev.diptych.text.cleaning.UnicodeClasses;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Cuts a cleaned caption into the words that BPE works on: a special token, an English contraction,
 * a run of letters, a single digit, or a run of other characters; whitespace is dropped. So does CLIP's expression, where
 * the first alternative that fits at a place counts, and case does not.
 */
public final class WordSplitter {
    /** CLIP's expression, less its specials, as it also stands in a {@code tokenizer.json}. */
    public static final String EXPRESSION = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private static final List<String> CONTRACTIONS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");

    private final List<String> specials;

    public WordSplitter(SpecialTokens specials) {
        this.specials = List.of(specials.start(), specials.end());
    }

    /** Gives each word of a cleaned caption to {@code word}, in order. */
    public void split(String text, Consumer<String> word) {
        int at = 0;
        while (at < text.length()) {
            int end = end(text, at);
            if (end > at) {
                word.accept(text.substring(at, end));
            }
            at = end > at ? end : at + 1; // whitespace is of one char each
        }
    }

    /** Where the word at {@code at} ends; {@code at} itself where there is whitespace. */
    private int end(String text, int at) {
        int special = endOfAny(specials, text, at);
        if (special > at) {
            return special;
        }
        int contraction = text.charAt(at) == '\'' ? endOfAny(CONTRACTIONS, text, at) : at;
        if (contraction > at) {
            return contraction;
        }
        int first = text.codePointAt(at);
        if (UnicodeClasses.isLetter(first)) {
            return endOfRun(text, at, UnicodeClasses::isLetter);
        }
        return UnicodeClasses.isNumber(first)
                ? at + Character.charCount(first)
                : endOfRun(text, at, WordSplitter::isOther);
    }

    private static boolean isOther(int c) {
        return !UnicodeClasses.isLetter(c) && !UnicodeClasses.isNumber(c) && !UnicodeClasses.isSpace(c);
    }

    private static int endOfAny(List<String> words, String text, int at) {
        for (String word : words) {
            if (text.regionMatches(true, at, word, 0, word.length())) {
                return at + word.length();
            }
        }
        return at;
    }

    private static int endOfRun(String text, int from, IntPredicate belongs) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (!belongs.test(c)) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }
}
