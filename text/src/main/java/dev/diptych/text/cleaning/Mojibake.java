package dev.diptych.text.cleaning;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Undoes UTF-8 that was read as Windows-1252.
 *
 * <p>A line is taken for misread where every character of it has a Windows-1252 byte, the bytes are valid UTF-8, and among
 * them is a sequence that correct text does not hold: two bytes led by 0xC2 or 0xC3 (an accented capital A before a
 * symbol), or three bytes or more. Other two-byte sequences look like correct text ({@code É»}) and do not count.
 */
final class Mojibake {
    private Mojibake() {}

    /** The line as its writer meant it, or the line itself where it is not taken for misread. */
    static String undo(String line) {
        byte[] bytes = new byte[line.length()];
        boolean suspicious = false;
        for (int i = 0; i < bytes.length; i++) {
            int octet = Windows1252.octet(line.charAt(i));
            if (octet < 0) {
                return line;
            }
            bytes[i] = (byte) octet;
            suspicious |= octet == 0xC2 || octet == 0xC3 || octet >= 0xE0;
        }
        if (!suspicious) {
            return line;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notMisread) {
            return line;
        }
    }
}
