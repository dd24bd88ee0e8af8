package dev.diptych.ingest.shard;

/**
 * A member of a shard and where its contents lie.
 *
 * @param extension in lower case, without the leading dot
 * @param offset the byte of the shard at which the contents begin
 * @param length of the contents in bytes
 * @param crc32c the contents' CRC-32C (RFC 3720)
 */
public record IndexedMember(String extension, long offset, int length, int crc32c) {
    public IndexedMember {
        if (extension.isEmpty() || offset < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "index entry refused: " + extension + " at " + offset + " of " + length + " bytes");
        }
    }
}
