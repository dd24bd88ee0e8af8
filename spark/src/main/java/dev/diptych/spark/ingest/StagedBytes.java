package dev.diptych.spark.ingest;

import dev.diptych.file.place.LastFile;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.pipeline.work.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Bytes that lie in a file which every process sees under the same name.
 *
 * @param file absolute
 * @param offset of the first
 * @param length how many
 * @param checksum CRC-32C of them
 */
record StagedBytes(String file, long offset, int length, int checksum) implements Outcome.Contents {
    private static final long serialVersionUID = 1L;

    static StagedBytes of(String file, long offset, byte[] bytes) {
        return new StagedBytes(file, offset, bytes.length, checksum(bytes));
    }

    /** @throws IngestException if they are not there, or others are */
    @Override
    public byte[] bytes() {
        try (LastFile files = new LastFile()) {
            return bytes(files);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** As above, of a file that may be open. */
    byte[] bytes(LastFile files) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            FileChannel channel = files.open(file);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes, offset + bytes.position());
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (bytes.hasRemaining() || checksum(bytes.array()) != checksum) {
            throw new IngestException(
                    Reason.CORRUPT,
                    file,
                    offset,
                    "other bytes than a task has read or written there, expected the same");
        }
        return bytes.array();
    }

    private IngestException unreadable(IOException e) {
        return IngestException.unreadable(file, e, "the image that a task has read or written there");
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
