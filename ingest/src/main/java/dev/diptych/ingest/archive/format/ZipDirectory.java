package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/**
 * Looks at the end of a zip (APPNOTE 4.3.16, 4.3.14) for the size of its directory, which is held in memory while the zip is
 * read, at about ten bytes for each of its own.
 */
final class ZipDirectory {
    /** Room for over half a million members with names of 60 characters. */
    static final long MAX_BYTES = 64L << 20;

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final long IN_ZIP64 = 0xFFFFFFFFL;

    private ZipDirectory() {}

    /** Throws where the directory is too large; a zip whose end is not understood is left to the reader. */
    static void requireModest(String source, SeekableByteChannel channel) throws IOException {
        long length = channel.size();
        long from = Math.max(0, length - END_BYTES - MAX_COMMENT - LOCATOR_BYTES);
        ByteBuffer tail = read(channel, from, (int) (length - from));
        for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                long start = Integer.toUnsignedLong(tail.getInt(at + 16));
                boolean big = start == IN_ZIP64 && at >= LOCATOR_BYTES && tail.getInt(at - LOCATOR_BYTES) == LOCATOR;
                require(source, big ? start64(channel, tail.getLong(at - LOCATOR_BYTES + 8)) : start, from + at);
                return;
            }
        }
    }

    private static void require(String source, long start, long end) {
        if (end - start > MAX_BYTES) {
            throw new IngestException(
                    Reason.TOO_MANY_MEMBERS,
                    source,
                    start,
                    "a directory of " + (end - start) + " bytes, expected at most " + MAX_BYTES
                            + "; split the zip, or make it a tar");
        }
    }

    private static long start64(SeekableByteChannel channel, long record) throws IOException {
        if (record < 0 || record > channel.size() - 56) {
            return Long.MAX_VALUE;
        }
        return read(channel, record, 56).getLong(48);
    }

    private static ByteBuffer read(SeekableByteChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(from);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            continue;
        }
        channel.position(0);
        return bytes.flip();
    }
}
