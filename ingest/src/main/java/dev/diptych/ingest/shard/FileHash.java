package dev.diptych.ingest.shard;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash of a file, as metadata carries it.
 *
 * @param algorithm which one
 * @param hex its digits
 */
public record FileHash(Algorithm algorithm, String hex) implements Serializable {
    /** The algorithms, under the names of img2dataset's fields. */
    public enum Algorithm {
        SHA256("sha256", "SHA-256"),
        MD5("md5", "MD5"),
        SHA1("sha1", "SHA-1"),
        SHA512("sha512", "SHA-512");

        private final String field;
        private final String javaName;

        Algorithm(String field, String javaName) {
            this.field = field;
            this.javaName = javaName;
        }

        /** Returns the name of the field in {@code KEY.json}. */
        public String field() {
            return field;
        }

        /** Returns the hash of a file. */
        public byte[] digest(byte[] file) {
            try {
                return MessageDigest.getInstance(javaName).digest(file);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no " + javaName + ", expected one that has", e);
            }
        }
    }

    /** Makes it of the digest's bytes. */
    public static FileHash of(Algorithm algorithm, byte[] digest) {
        return new FileHash(algorithm, HexFormat.of().formatHex(digest));
    }
}
