package dev.diptych.text.cleaning;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces HTML character references by their characters, as section 13.2.5.72 and following of the HTML standard say, and
 * as Python's {@code html.unescape} does.
 */
final class HtmlUnescape {
    private static final Pattern REFERENCE =
            Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");
    private static final Pattern TERMINATED = Pattern.compile("&(#?[0-9A-Za-z]{1,24};)");

    private HtmlUnescape() {}

    /** Replaces references once; names that HTML accepts without a semicolon need none. */
    static String unescape(String text) {
        return replace(text, REFERENCE, true);
    }

    /** Replaces only references that end in a semicolon, once. */
    static String unescapeTerminated(String text) {
        return replace(text, TERMINATED, false);
    }

    private static String replace(String text, Pattern pattern, boolean prefixes) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder(text.length());
        while (matcher.find()) {
            String reference = matcher.group(1);
            String replacement = reference.charAt(0) == '#' ? numeric(reference) : named(reference, prefixes);
            matcher.appendReplacement(
                    out, Matcher.quoteReplacement(replacement == null ? matcher.group() : replacement));
        }
        return matcher.appendTail(out).toString();
    }

    private static @Nullable String named(String reference, boolean prefixes) {
        String exact = HtmlEntities.get(reference);
        if (exact != null) {
            return exact;
        }
        if (!prefixes) {
            return shouted(reference);
        }
        for (int end = reference.length() - 1; end > 1; end--) {
            String prefix = HtmlEntities.get(reference.substring(0, end));
            if (prefix != null) {
                return prefix + reference.substring(end);
            }
        }
        return null;
    }

    /** A name that a change of case has made unknown: {@code EACUTE;} for the capital that {@code eacute;} has. */
    private static @Nullable String shouted(String reference) {
        String lower = reference.toLowerCase(Locale.ROOT);
        String character = reference.equals(lower.toUpperCase(Locale.ROOT)) ? HtmlEntities.get(lower) : null;
        return character == null ? null : character.toUpperCase(Locale.ROOT);
    }

    private static @Nullable String numeric(String reference) {
        boolean hexadecimal = reference.length() > 1 && (reference.charAt(1) | 0x20) == 'x';
        int end = reference.endsWith(";") ? reference.length() - 1 : reference.length();
        int begin = hexadecimal ? 2 : 1;
        if (begin >= end) {
            return null;
        }
        int codePoint = 0;
        for (int i = begin; i < end; i++) {
            int digit = Character.digit(reference.charAt(i), hexadecimal ? 16 : 10);
            if (digit < 0) {
                return null;
            }
            codePoint = Math.min(codePoint * (hexadecimal ? 16 : 10) + digit, Character.MAX_CODE_POINT + 1);
        }
        return character(codePoint);
    }

    private static String character(int codePoint) {
        if (codePoint >= 0x80 && codePoint < 0xA0) {
            return String.valueOf(CodePage.WINDOWS_1252.character(codePoint));
        }
        if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) {
            return "\uFFFD";
        }
        boolean control =
                codePoint < 0x20 && codePoint != '\t' && codePoint != '\n' && codePoint != '\f' && codePoint != '\r';
        boolean nonCharacter = (codePoint >= 0xFDD0 && codePoint <= 0xFDEF) || (codePoint & 0xFFFE) == 0xFFFE;
        return control || codePoint == 0x7F || nonCharacter ? "" : Character.toString(codePoint);
    }
}
