package dev.diptych.text.cleaning;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/*
 * A line is first taken as a whole: where every character has a byte in a code page, the bytes are valid UTF-8, and the
 * sequences among them look misread, it is what those bytes say. Before that two kinds of damage are undone: a space where
 * the byte A0 stood (programs make a no-break space a plain one), and a byte that was lost (U+FFFD, or a question mark
 * after C2 and C3), with which the whole character is lost. Where no code page fits the whole line, sequences of
 * Windows-1252 are taken one by one.
 *
 * Correct text holds some sequences of two bytes: a capital with an accent before a closing quote, say. So a sequence looks
 * misread if it is of three bytes or more, or begins with C2 or C3 (a capital A with an accent before a symbol, what most
 * of Western Europe's letters become), or ends in a character that follows no letter. In other code pages than
 * Windows-1252 two sequences count as much.
 */
/** Undoes UTF-8 that was read in a single-byte encoding. */
final class Mojibake {
    /** What correct text may hold after a capital with an accent. */
    private static final String AFTER_WORDS = "‘’“”„‚«»‹›…–—•™®©°ºª²³¹·´†‡€\u00A0";

    /** Of these, what does not even count after Â and Ã where the rest of the line is correct. */
    private static final String CLOSING = "‘’“”»›…–—•";

    private Mojibake() {}

    /** The line as its writer meant it, or the line itself where it is not taken for misread. */
    static String undo(String line) {
        if (isAscii(line)) {
            return line;
        }
        for (CodePage page : CodePage.ALL) {
            byte[] bytes = encode(line, page);
            if (bytes.length > 0 && looksMisread(line, page)) {
                String whole = decode(LossyUtf8.restore(bytes));
                if (whole != null) {
                    return whole;
                }
            }
        }
        return undoSequences(line);
    }

    private static boolean isAscii(String line) {
        return line.chars().allMatch(c -> c < 0x80);
    }

    /** The line's bytes, a lost character as {@link LossyUtf8#LOST}; none where the code page lacks a character. */
    private static byte[] encode(String line, CodePage page) {
        byte[] bytes = new byte[line.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = line.charAt(i);
            int octet = c == '\uFFFD' ? LossyUtf8.LOST : page.octet(c);
            if (octet < 0) {
                return new byte[0];
            }
            bytes[i] = (byte) octet;
        }
        return bytes;
    }

    private static boolean looksMisread(String line, CodePage page) {
        int sequences = 0;
        for (int i = 0; i < line.length(); i++) {
            int length = sequence(line, i, page);
            if (length > 0) {
                boolean telling = page == CodePage.WINDOWS_1252
                        ? length > 2 || startsWithA(line.charAt(i)) || !afterWords(line.charAt(i + 1))
                        : length > 2 || page.tells(line.charAt(i));
                if (telling || (++sequences > 1 && page != CodePage.WINDOWS_1252)) {
                    return true;
                }
                i += length - 1;
            } else if (page == CodePage.WINDOWS_1252 && startsWithA(line.charAt(i)) && isDamaged(line, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a byte after Â or Ã was lost, or made a space within a word. */
    private static boolean isDamaged(String line, int at) {
        if (at + 1 == line.length()) {
            return false;
        }
        char next = line.charAt(at + 1);
        boolean afterLower = at > 0 && Character.isLowerCase(line.charAt(at - 1));
        boolean word = at == 0 || line.charAt(at - 1) == ' ' || afterLower;
        return next == '\uFFFD' || ((next == ' ' || next == '?') && word && line.charAt(at) == 'Ã');
    }

    private static boolean startsWithA(char c) {
        return c == 'Â' || c == 'Ã';
    }

    private static boolean afterWords(char c) {
        return AFTER_WORDS.indexOf(c) >= 0;
    }

    /** The length of the sequence of UTF-8 that begins here, read in a code page, damaged bytes included; 0 if none does. */
    private static int sequence(String line, int at, CodePage page) {
        int length = LossyUtf8.length(page.octet(line.charAt(at)));
        if (length < 2 || at + length > line.length()) {
            return 0;
        }
        for (int i = at + 1; i < at + length; i++) {
            char c = line.charAt(i);
            boolean lost = c == '\uFFFD' && (i > at + 1 || startsWithA(line.charAt(at)));
            boolean spaced = c == ' ' && length == 4 && i == at + 3;
            if (!lost && !spaced && (page.octet(c) & ~0x3F) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static @Nullable String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notMisread) {
            return null;
        }
    }

    private static String undoSequences(String line) {
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            int length = sequence(line, i, CodePage.WINDOWS_1252);
            String meant = length > 0 && isTelling(line, i, length)
                    ? decode(LossyUtf8.restore(encode(line.substring(i, i + length), CodePage.WINDOWS_1252)))
                    : null;
            if (meant == null) {
                out.append(line.charAt(i));
            } else {
                out.append(meant);
                i += length - 1;
            }
        }
        return out.toString();
    }

    private static boolean isTelling(String line, int at, int length) {
        char second = line.charAt(at + 1);
        if (length == 2) {
            return startsWithA(line.charAt(at)) ? CLOSING.indexOf(second) < 0 : !afterWords(second);
        }
        return !(CLOSING.indexOf(second) >= 0 && CLOSING.indexOf(line.charAt(at + 2)) >= 0) || length > 3;
    }
}
