package dev.diptych.ingest.archive.format;

import dev.diptych.ingest.compression.Expansion;
import dev.diptych.ingest.compression.Failures;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** The contents of one member of a zip, their checksum tested at the end. */
final class ZipContents extends FilterInputStream {
    private final CRC32 checksum = new CRC32();
    private final long expected;
    private final Expansion expansion;

    ZipContents(InputStream in, long expected, Expansion expansion) {
        super(in);
        this.expected = expected;
        this.expansion = expansion;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(target, offset, length);
        } catch (EOFException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new IOException(Failures.said(e), e);
        }
        if (read > 0) {
            checksum.update(target, offset, read);
            expansion.add(read);
        } else if (read < 0 && checksum.getValue() != expected) {
            throw new IOException("a wrong checksum");
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(length, 1 << 16)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
