package dev.diptych.text.cleaning;

import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Pattern;

/** The part of ftfy's {@code fix_text} that {@link CaptionCleaner} lists. */
final class TextRepair {
    /** Each round undoes one layer of escaping or misreading; text that is still changing after these is left as it is. */
    private static final int ROUNDS = 10;

    private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\u001B\\[[0-9;]*[a-zA-Z]");

    private static final Map<Character, String> LIGATURES = Map.ofEntries(
            Map.entry('Ĳ', "IJ"),
            Map.entry('ĳ', "ij"),
            Map.entry('ŉ', "ʼn"),
            Map.entry('Ǳ', "DZ"),
            Map.entry('ǲ', "Dz"),
            Map.entry('ǳ', "dz"),
            Map.entry('Ǆ', "DŽ"),
            Map.entry('ǅ', "Dž"),
            Map.entry('ǆ', "dž"),
            Map.entry('Ǉ', "LJ"),
            Map.entry('ǈ', "Lj"),
            Map.entry('ǉ', "lj"),
            Map.entry('Ǌ', "NJ"),
            Map.entry('ǋ', "Nj"),
            Map.entry('ǌ', "nj"),
            Map.entry('ﬀ', "ff"),
            Map.entry('ﬁ', "fi"),
            Map.entry('ﬂ', "fl"),
            Map.entry('ﬃ', "ffi"),
            Map.entry('ﬄ', "ffl"),
            Map.entry('ﬅ', "ſt"),
            Map.entry('ﬆ', "st"));

    private TextRepair() {}

    static String repair(String original) {
        boolean markup = original.indexOf('<') >= 0;
        String text = original;
        for (int round = 0; round < ROUNDS; round++) {
            String before = text;
            if (!markup) {
                text = HtmlUnescape.unescapeTerminated(text);
            }
            text = undoMisreading(text);
            text = replaceCharacters(TERMINAL_ESCAPE.matcher(text).replaceAll(""));
            text = Normalizer.normalize(text, Normalizer.Form.NFC);
            if (text.equals(before)) {
                break;
            }
        }
        return text;
    }

    private static String undoMisreading(String text) {
        if (text.indexOf('\n') < 0) {
            return Mojibake.undo(text);
        }
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = Mojibake.undo(lines[i]);
        }
        return String.join("\n", lines);
    }

    private static String replaceCharacters(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (pair) {
                    out.append(c).append(text.charAt(++i));
                } else {
                    out.append('\uFFFD');
                }
            } else if (c == '\r') {
                out.append('\n');
                if (i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
            } else {
                appendReplaced(out, c);
            }
        }
        return out.toString();
    }

    private static void appendReplaced(StringBuilder out, char c) {
        if ((c < 0x7F && c >= ' ') || c == '\t' || c == '\n' || c == '\f') {
            out.append(c);
        } else if (c == '\u2028' || c == '\u2029') {
            out.append('\n');
        } else if (c >= 0x80 && c < 0xA0) {
            out.append(CodePage.WINDOWS_1252.character(c));
        } else if ((c >= '\u2018' && c <= '\u201B') || c == '\u02BC') {
            out.append('\'');
        } else if (c >= '\u201C' && c <= '\u201F') {
            out.append('"');
        } else if (c == '\u3000' || (c >= '\uFF01' && c <= '\uFFEF')) {
            out.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
        } else if (!isDropped(c)) {
            String ligature = LIGATURES.get(c);
            if (ligature == null) {
                out.append(c);
            } else {
                out.append(ligature);
            }
        }
    }

    private static boolean isDropped(char c) {
        return c < ' '
                || c == 0x7F
                || (c >= '\u206A' && c <= '\u206F')
                || c == '\uFEFF'
                || (c >= '\uFFF9' && c <= '\uFFFC');
    }
}
