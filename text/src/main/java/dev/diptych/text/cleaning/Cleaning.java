package dev.diptych.text.cleaning;

import java.util.Locale;
import java.util.Optional;

/**
 * How a caption is cleaned before it is tokenised, by the names of open_clip's tokenizers ({@code clean}).
 *
 * <p>All but {@link #NONE} begin with {@link CaptionCleaner}'s repairs and HTML unescaping, and end with whitespace
 * collapsed to single spaces.
 */
public enum Cleaning {
    /** The caption as it is: for tokenizers whose file does all there is to do. */
    NONE,
    /** Repaired and spaced; case and punctuation stay. */
    WHITESPACE,
    /** Lower case besides: CLIP's. */
    LOWER,
    /** ASCII punctuation removed, the underscore made a space, lower case: SigLIP's. */
    CANONICALIZE;

    /** The name in configuration files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The cleaning of this name, if there is one. */
    public static Optional<Cleaning> of(String label) {
        for (Cleaning cleaning : values()) {
            if (cleaning.label().equals(label)) {
                return Optional.of(cleaning);
            }
        }
        return Optional.empty();
    }

    /** Cleans a caption. */
    public String apply(String caption) {
        return switch (this) {
            case NONE -> caption;
            case WHITESPACE -> CaptionCleaner.space(CaptionCleaner.repair(caption));
            case LOWER -> CaptionCleaner.clean(caption);
            case CANONICALIZE ->
                CaptionCleaner.space(UnicodeClasses.lowerCase(withoutPunctuation(CaptionCleaner.repair(caption))));
        };
    }

    private static String withoutPunctuation(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_') {
                out.append(' ');
            } else if (!isPunctuation(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The 32 characters of Python's {@code string.punctuation}. */
    private static boolean isPunctuation(char c) {
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
    }
}
