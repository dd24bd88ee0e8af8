package dev.diptych.ingest.compression;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes read of a file, and notes when there are no more. */
public final class CountedInput extends FilterInputStream {
    private long count;
    private boolean ended;

    public CountedInput(InputStream in) {
        super(in);
    }

    /** Returns how many bytes were read. */
    public long count() {
        return count;
    }

    /** Whether more was asked for than there is. */
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        note(read < 0 ? -1 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        note(read);
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        long skipped = super.skip(length);
        count += skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void note(int read) {
        count += Math.max(0, read);
        ended |= read < 0;
    }
}
