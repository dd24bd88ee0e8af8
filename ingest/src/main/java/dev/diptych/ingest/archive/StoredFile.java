package dev.diptych.ingest.archive;

import dev.diptych.file.place.LastFile;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.compression.Failures;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.file.Files;

/**
 * Where a member lies as it is, so that another process reads the same bytes.
 *
 * @param file absolute: the member itself, or an archive that holds it unpacked
 * @param where the name for error lines
 * @param offset of its first byte
 * @param size in bytes; of a whole file, when it was listed
 * @param isWhole whether the file is the member and nothing else
 */
public record StoredFile(String file, String where, long offset, long size, boolean isWhole) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Reads it.
     *
     * @param files opens the archive that holds it
     * @throws IngestException as {@link Members#bytes} does
     */
    public byte[] read(LastFile files, long limit) {
        try (InputStream in = open(files)) {
            byte[] read = Archive.read(size, offset, where, limit, () -> in);
            if (!isWhole && read.length < size) {
                throw new EOFException("the end of the file after " + read.length + " bytes");
            }
            return read;
        } catch (IOException e) {
            throw Failures.of(e, where, offset, "a whole member");
        }
    }

    private InputStream open(LastFile files) throws IOException {
        return isWhole
                ? Files.newInputStream(Locations.path(file))
                : new Bounded(Channels.newInputStream(files.open(file).position(offset)), size);
    }

    /** Ends after so many bytes, and leaves the file open. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.read(target, from, (int) Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public void close() {
            // It is LastFile's to close.
        }
    }
}
