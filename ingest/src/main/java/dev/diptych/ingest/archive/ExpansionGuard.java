package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stops a compressed stream that expands as only bombs do: images hardly compress, and captions hardly tenfold. */
final class ExpansionGuard extends FilterInputStream {
    static final int MAX_RATIO = 200;

    /** Below this many bytes any ratio is harmless. */
    static final long FREE = 64L << 20;

    private final String source;
    private final CountedInput compressed;
    private long expanded;

    ExpansionGuard(String source, InputStream in, CountedInput compressed) {
        super(in);
        this.source = source;
        this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count(Math.max(0, read));
        return read;
    }

    /** Skips at most a little at a time: skipping expands too. */
    @Override
    public long skip(long length) throws IOException {
        long skipped = super.skip(Math.min(length, 1 << 16));
        count(skipped);
        return skipped;
    }

    private void count(long bytes) {
        expanded += bytes;
        if (expanded > FREE && expanded / MAX_RATIO > compressed.count()) {
            throw new IngestException(
                    Reason.TOO_LARGE,
                    source,
                    expanded,
                    "expands over " + MAX_RATIO + "-fold, expected less of an archive of images");
        }
    }
}
