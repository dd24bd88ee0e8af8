package dev.diptych.ingest.caption;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * A caption as it is kept, or why it is not.
 *
 * @param text the clean text
 * @param problem null if it is to be kept
 */
public record CaptionText(String text, @Nullable CaptionProblem problem) {
    /** The most Unicode characters that a caption may be allowed to have. */
    public static final int MAX_LENGTH = 1_000_000;

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\u0085]+");

    /** Controls but for white space, unpaired surrogates, non-characters, and the byte-order mark. */
    private static final Pattern DROPPED =
            Pattern.compile("[\\p{Cc}&&[^\\s\\u0085]]|[\\p{Cs}\\uFDD0-\\uFDEF\\uFFFE\\uFFFF\\uFEFF]");

    /**
     * Cleans a caption: HTML's named and numbered characters are decoded, once; control characters are dropped; runs of white
     * space become one space; the rest is put in Unicode NFC. One with U+FFFD, which stands for bytes that are no UTF-8, is
     * rejected.
     *
     * @param maxLength the most Unicode characters that it may have
     */
    public static CaptionText clean(String raw, int maxLength) {
        // Whatever becomes of it, text a hundred times too long is not worth the work.
        if (raw.length() > 100L * maxLength) {
            return new CaptionText(raw.substring(0, maxLength), CaptionProblem.TOO_LONG);
        }
        String text = isClean(raw) ? raw : cleaned(raw);
        if (text.isEmpty()) {
            return new CaptionText(text, CaptionProblem.EMPTY);
        }
        if (text.indexOf('\uFFFD') >= 0) {
            return new CaptionText(text, CaptionProblem.NOT_TEXT);
        }
        boolean fits = text.codePointCount(0, text.length()) <= maxLength;
        return new CaptionText(text, fits ? null : CaptionProblem.TOO_LONG);
    }

    private static String cleaned(String raw) {
        String decoded = raw.indexOf('&') < 0 ? raw : Parser.unescapeEntities(raw, true);
        String visible = DROPPED.matcher(decoded).replaceAll("");
        return SPACE.matcher(Normalizer.normalize(visible, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip();
    }

    /** Whether there is nothing to clean, as in most captions: words of ASCII with one space between them. */
    private static boolean isClean(String text) {
        char last = ' ';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '&' || (c == ' ' && last == ' ')) {
                return false;
            }
            last = c;
        }
        return last != ' ';
    }
}
