package dev.diptych.text.tokenizer;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a cleaned caption into the words that BPE works on: a special token, an English contraction,
 * a run of letters, a single digit, or a run of other characters; whitespace is dropped.
 */
final class WordSplitter {
    /** CLIP's expression, less its specials, as it also stands in a {@code tokenizer.json}. */
    static final String EXPRESSION = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private final Pattern pattern;

    WordSplitter(SpecialTokens specials) {
        this.pattern = Pattern.compile(
                Pattern.quote(specials.start()) + "|" + Pattern.quote(specials.end()) + "|" + EXPRESSION,
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    /** Gives each word of a cleaned caption to {@code word}, in order. */
    void split(String text, Consumer<String> word) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            word.accept(matcher.group());
        }
    }
}
