package dev.diptych.ingest.shard;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

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

    /**
     * Reads the contents.
     *
     * @param where names the member in what is thrown
     * @throws IngestException with {@link Reason#CORRUPT} if they are not what was indexed
     */
    public byte[] read(FileChannel shard, String where) {
        byte[] contents = new byte[length];
        ByteBuffer target = ByteBuffer.wrap(contents);
        try {
            int read = 0;
            while (target.hasRemaining() && read >= 0) {
                read = shard.read(target, offset + target.position());
            }
        } catch (IOException e) {
            throw IngestException.unreadable(where, e, "a shard");
        }
        CRC32C crc = new CRC32C();
        crc.update(contents);
        if (target.hasRemaining() || (int) crc.getValue() != crc32c) {
            throw new IngestException(
                    Reason.CORRUPT,
                    where,
                    offset,
                    "other bytes than were indexed, expected those; if the shard was changed, delete its .idx");
        }
        return contents;
    }
}
