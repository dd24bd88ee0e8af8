package dev.diptych.text.cleaning;

import java.util.regex.Pattern;

/**
 * CLIP's cleaning of a caption: repair, HTML unescaping twice, whitespace collapsed to single spaces, lower case.
 *
 * <p>CLIP repairs text with the Python library ftfy. Of its repairs these are made here, in its order and until nothing
 * changes:
 *
 * <ul>
 *   <li>character references that end in a semicolon, where the text holds no {@code <};
 *   <li>UTF-8 that was read in a single-byte encoding, line by line ({@code schÃ¶n} is {@code schön}), also with bytes lost
 *       or made spaces, and single sequences in lines that are correct otherwise; when text is taken for misread is decided
 *       by rules of our own, see {@link Mojibake};
 *   <li>C1 control characters, read as the Windows-1252 characters they stand for;
 *   <li>Latin ligatures (fi, IJ, DŽ ...), half-width and full-width forms, the ideographic space;
 *   <li>curly quotes, single and double, made straight;
 *   <li>line breaks of all kinds, made {@code \n};
 *   <li>unpaired surrogates, made U+FFFD;
 *   <li>terminal escapes, control characters, U+FEFF and the deprecated format characters, dropped;
 *   <li>canonical composition (NFC).
 * </ul>
 *
 * <p>Not made: UTF-8 with surrogates in it (CESU-8) read as a single-byte encoding.
 */
public final class CaptionCleaner {
    private static final Pattern WHITESPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private CaptionCleaner() {}

    /** The caption, cleaned; empty where nothing but whitespace was in it. */
    public static String clean(String caption) {
        return UnicodeClasses.lowerCase(space(repair(caption)));
    }

    /** The caption repaired and unescaped; whitespace and case as they were. */
    static String repair(String caption) {
        if (isPlain(caption)) {
            return caption;
        }
        return HtmlUnescape.unescape(HtmlUnescape.unescape(TextRepair.repair(caption)));
    }

    /** The text without whitespace at its ends and with single spaces in it. */
    static String space(String text) {
        return WHITESPACE.matcher(text).replaceAll(" ").strip();
    }

    /** Whether no repair can apply: printable ASCII, tabs and line feeds without a character reference. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean printable = c >= ' ' && c < 0x7F && c != '&';
            if (!printable && c != '\t' && c != '\n') {
                return false;
            }
        }
        return true;
    }
}
