package dev.diptych.text.cleaning;

import java.nio.charset.Charset;
import java.util.List;

/**
 * A single-byte encoding in which every byte is a character: those that it leaves unassigned are the control characters of
 * the same number, as browsers read them.
 */
final class CodePage {
    static final CodePage WINDOWS_1252 = new CodePage("windows-1252", "");

    /**
     * The code pages that text is misread in, the likeliest first. Those after the first look like mojibake at their first
     * sequence only where it begins with one of the named characters, which no word begins with.
     */
    static final List<CodePage> ALL = List.of(
            WINDOWS_1252,
            new CodePage("windows-1251", ""),
            new CodePage("windows-1250", "Ă"),
            new CodePage("windows-1253", ""),
            new CodePage("windows-1254", "ÃÂ"),
            new CodePage("windows-1257", ""),
            new CodePage("ISO-8859-2", "Ă"),
            new CodePage("x-MacRoman", "√¬≈‚"),
            new CodePage("IBM437", "├┬Γ"));

    private final String telling;
    private final char[] characters = new char[256];

    /** The byte of each character that is known. */
    private final byte[] octets = new byte[1 << 16];

    private final boolean[] known = new boolean[1 << 16];

    private CodePage(String name, String telling) {
        this.telling = telling;
        Charset charset = Charset.forName(name);
        for (int octet = 255; octet >= 0; octet--) {
            String read = new String(new byte[] {(byte) octet}, charset);
            boolean assigned = octet < 0x80 || (read.length() == 1 && read.charAt(0) != '\uFFFD');
            characters[octet] = octet < 0x80 || !assigned ? (char) octet : read.charAt(0);
            octets[characters[octet]] = (byte) octet;
            known[characters[octet]] = true;
        }
        // A C1 control character is the byte of its number, also where the code page has another character for it.
        for (int octet = 0x80; octet < 0xA0; octet++) {
            if (!known[octet]) {
                octets[octet] = (byte) octet;
                known[octet] = true;
            }
        }
    }

    /** The character of a byte from 0 to 255. */
    char character(int octet) {
        return characters[octet];
    }

    /** The byte of a character from 0 to 255, or -1 where the code page has none. */
    int octet(char character) {
        return known[character] ? octets[character] & 0xFF : -1;
    }

    /** Whether a character at the start of a sequence gives this misreading away. */
    boolean tells(char first) {
        return telling.indexOf(first) >= 0;
    }
}
