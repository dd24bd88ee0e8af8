package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.ShardReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * What is known of a file that is no member of a shard.
 *
 * @param size in bytes
 * @param modified when it was changed last, in nanoseconds since 1970
 */
public record LooseFile(long size, long modified) {
    /** Looks at a file; a link is followed. */
    public static LooseFile of(Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            if (!facts.isRegularFile()) {
                throw new IngestException(
                        Reason.UNREADABLE,
                        file.toString(),
                        facts.isDirectory() ? "a folder, expected a file" : "a device or pipe, expected a file");
            }
            return new LooseFile(facts.size(), facts.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        } catch (IOException e) {
            throw IngestException.unreadable(file.toString(), e, "a readable file");
        }
    }

    /** Reads a file whole. */
    public static byte[] read(Path file) {
        long size = of(file).size;
        if (size > ShardReader.MAX_MEMBER) {
            throw new IngestException(
                    Reason.TOO_LARGE, file.toString(), size + " bytes, expected at most " + ShardReader.MAX_MEMBER);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes((int) ShardReader.MAX_MEMBER);
        } catch (IOException e) {
            throw IngestException.unreadable(file.toString(), e, "a readable file");
        }
    }

    /** By what it is known again, in place of a checksum of its contents. */
    int stamp() {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(size)
                .putLong(modified)
                .flip());
        return (int) sum.getValue();
    }
}
