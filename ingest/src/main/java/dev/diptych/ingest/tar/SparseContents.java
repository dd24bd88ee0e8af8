package dev.diptych.ingest.tar;

import dev.diptych.ingest.compression.Expansion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A sparse file with its holes, which count as expanded bytes. */
final class SparseContents extends InputStream {
    private final SparseMap map;
    private final InputStream stored;
    private final Expansion limits;

    /** The part that is at hand or comes next, as an index into the map's pairs. */
    private int part;

    private long position;

    SparseContents(SparseMap map, InputStream stored, Expansion limits) {
        this.map = map;
        this.stored = stored;
        this.limits = limits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (part < map.pairs().size() && position == end(part)) {
            part += 2;
        }
        if (position == map.size()) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        boolean last = part == map.pairs().size();
        long start = last ? map.size() : map.pairs().get(part);
        int read;
        if (position < start) {
            read = (int) Math.min(length, start - position);
            limits.add(read);
            Arrays.fill(target, offset, offset + read, (byte) 0);
        } else {
            read = stored.read(target, offset, (int) Math.min(length, end(part) - position));
        }
        position += read;
        return read;
    }

    private long end(int at) {
        return map.pairs().get(at) + map.pairs().get(at + 1);
    }
}
