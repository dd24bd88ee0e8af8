package dev.diptych.ingest.tar;

import java.io.IOException;
import java.io.InputStream;

/** The contents of the member that a reader stands at. */
final class TarContents extends InputStream {
    private final TarReader reader;

    TarContents(TarReader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : reader.read(target, offset, length);
    }
}
