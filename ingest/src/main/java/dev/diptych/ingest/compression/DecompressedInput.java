package dev.diptych.ingest.compression;

import com.github.luben.zstd.ZstdIOException;
import dev.diptych.ingest.IngestException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.MemoryLimitException;

/** What a decompressor gives: counted against bombs, with every failure an IOException, an EOFException if cut off. */
final class DecompressedInput extends FilterInputStream {
    /** Decompressors that fail give nothing of what they were asked for, so they are asked for little: two blocks of a tar. */
    private static final int MAX_READ = 1024;

    /** {@code ZSTD_error_frameParameter_windowTooLarge}. */
    private static final long ZSTD_WINDOW_TOO_LARGE = 16;

    private final CountedInput compressed;
    private final Expansion expansion;

    DecompressedInput(InputStream in, CountedInput compressed, Expansion expansion) {
        super(in);
        this.compressed = compressed;
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
            read = super.read(target, offset, Math.min(length, MAX_READ));
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
        expansion.add(Math.max(0, read));
        return read;
    }

    /** Skips at most a little at a time: skipping expands too. */
    @Override
    public long skip(long length) throws IOException {
        int read = read(new byte[(int) Math.min(length, MAX_READ)]);
        return Math.max(0, read);
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private IOException failure(Exception e) {
        if (e instanceof IngestException known) {
            throw known;
        }
        if (e instanceof MemoryLimitException xz) {
            throw expansion.tooMuchMemory((xz.getMemoryNeeded() + 1023) >> 10);
        }
        if (e instanceof ZstdIOException zstd && zstd.getErrorCode() == ZSTD_WINDOW_TOO_LARGE) {
            throw expansion.tooMuchMemory(0);
        }
        return compressed.ended() ? cutOff(e) : new IOException(Failures.said(e), e);
    }

    private static EOFException cutOff(Exception cause) {
        EOFException e = new EOFException("cut off in compressed data");
        e.initCause(cause);
        return e;
    }
}
