package dev.diptych.text.tokenizer;

import dev.diptych.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of a list of strings and numbers, each with its length before it so that no two lists look alike. */
public final class ContentHash {
    private final MessageDigest digest = Sha256.begin();

    /** Appends a string, as UTF-8. */
    public ContentHash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    /** Appends a number. */
    public ContentHash add(int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        return this;
    }

    /** The hash in 64 hexadecimal digits; ends this. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
