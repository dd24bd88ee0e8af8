package dev.diptych.ingest.duplicate;

import dev.diptych.file.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The first 128 bits of a SHA-256: among 10 million files two share them by chance once in 10^25 runs. */
public record Hash128(long high, long low) implements Serializable {
    private static final HexFormat HEX = HexFormat.of();

    /** Returns that of some bytes. */
    public static Hash128 of(byte[] contents) {
        return ofSha256(Sha256.begin().digest(contents));
    }

    /** Returns that of a text in UTF-8. */
    public static Hash128 of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the beginning of a whole SHA-256. */
    public static Hash128 ofSha256(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new Hash128(bytes.getLong(), bytes.getLong());
    }

    /**
     * Reads 32 hexadecimal digits; more of them, as a whole SHA-256 has, are ignored.
     *
     * @throws IllegalArgumentException if there are fewer, or they are none
     */
    public static Hash128 parse(String hex) {
        if (hex.length() < 32) {
            throw new IllegalArgumentException("hash '" + hex + "', expected at least 32 hexadecimal digits");
        }
        return new Hash128(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    /** Returns 32 hexadecimal digits. */
    public String hex() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }
}
