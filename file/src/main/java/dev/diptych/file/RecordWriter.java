package dev.diptych.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes what {@link RecordFile} reads, one record after the other; of each, eight bytes stay in memory until the end. */
public final class RecordWriter implements AutoCloseable {
    private final WholeFile file;
    private final OutputStream out;
    private long[] starts = new long[1 << 10];
    private int count;
    private long at;

    public RecordWriter(Path file) throws IOException {
        this.file = WholeFile.begin(file);
        this.out = new BufferedOutputStream(Files.newOutputStream(this.file.partial()), 1 << 16);
    }

    public void add(byte[] record) throws IOException {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = at;
        out.write(record);
        at += record.length;
    }

    /** Writes the table and moves the file to its name. */
    public void finish() throws IOException {
        out.write(new byte[(int) (-at & (Long.BYTES - 1))]);
        CRC32C sum = new CRC32C();
        for (int i = 0; i <= count; i++) {
            byte[] start = int64(i < count ? starts[i] : at);
            sum.update(start);
            out.write(start);
        }
        out.write(int64(sum.getValue()));
        out.write(int64(count));
        out.write(int64(RecordFile.MAGIC));
        out.close();
        file.commit();
    }

    /** Removes what is there if it was not finished. */
    @Override
    public void close() throws IOException {
        out.close();
        file.close();
    }

    private static byte[] int64(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
