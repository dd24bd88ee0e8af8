package dev.diptych.ingest.name;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Turns the bytes of a file's name into text and back. What is UTF-8 is that text; any other byte is written as vim and less
 * show it, {@code <E9>} in upper case. A {@code <} that begins such a thing in a name itself is written {@code <3C>}, so different
 * bytes are always different text, and {@link #bytes} finds them again.
 */
public final class FileName {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int ESCAPE = 4;

    private FileName() {}

    /** Returns the text of a name. */
    public static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    /** Returns the text of a name that is a part of some bytes. */
    public static String text(byte[] bytes, int offset, int length) {
        String plain = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return plain.indexOf('\uFFFD') < 0 && plain.indexOf('<') < 0 ? plain : escaped(bytes, offset, length);
    }

    /** Returns the bytes of which {@link #text(byte[])} made a text. */
    public static byte[] bytes(String text) {
        if (text.indexOf('<') < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                bytes.put(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += ESCAPE - 1;
                from = i + 1;
            }
        }
        bytes.put(text.substring(from).getBytes(StandardCharsets.UTF_8));
        byte[] whole = new byte[bytes.position()];
        bytes.flip().get(whole);
        return whole;
    }

    private static String escaped(byte[] bytes, int offset, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        CharBuffer good = CharBuffer.allocate(length);
        StringBuilder text = new StringBuilder(length + ESCAPE);
        while (in.hasRemaining()) {
            boolean malformed = decoder.reset().decode(in, good, true).isError();
            literal(text, good.flip().toString());
            good.clear();
            if (malformed) {
                text.append('<').append(HEX.toHexDigits(in.get())).append('>');
            }
        }
        return text.toString();
    }

    private static void literal(StringBuilder text, String part) {
        for (int i = 0; i < part.length(); i++) {
            text.append(isEscape(part, i) ? "<3C>" : part.substring(i, i + 1));
        }
    }

    private static boolean isEscape(String text, int at) {
        return text.startsWith("<", at)
                && at + ESCAPE <= text.length()
                && isUpperHex(text.charAt(at + 1))
                && isUpperHex(text.charAt(at + 2))
                && text.charAt(at + 3) == '>';
    }

    private static boolean isUpperHex(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'F';
    }
}
