package dev.diptych.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/*
 * The records one after the other, zeros up to a multiple of 8, the table (N + 1 int64: where each record begins, and where the
 * last ends), and the foot: the table's CRC-32C, N, and the magic, an int64 each. All numbers are little-endian.
 */
/** Byte strings in one file, each found by its number; opening it reads the table alone. Any number of threads may read. */
public final class RecordFile {
    /** "DPTYREC1" in the file. */
    static final long MAGIC = 0x3143_4552_5954_5044L;

    static final int FOOT = 3 * Long.BYTES;

    private final Path file;
    private final MappedFile mapped;
    private final long table;
    private final int count;

    private RecordFile(Path file, MappedFile mapped, long table, int count) {
        this.file = file;
        this.mapped = mapped;
        this.table = table;
        this.count = count;
    }

    /**
     * Opens a file, and checks its table.
     *
     * @throws RecordException if it is no such file, or damaged
     */
    public static RecordFile open(Path file) throws IOException {
        MappedFile mapped = MappedFile.open(file);
        long foot = mapped.size() - FOOT;
        if (foot < Long.BYTES || foot % Long.BYTES != 0 || mapped.int64(foot + 2 * Long.BYTES) != MAGIC) {
            throw new RecordException(file, "no end of records, expected a whole file of them");
        }
        long count = mapped.int64(foot + Long.BYTES);
        long table = foot - (count + 1) * Long.BYTES;
        if (count < 0 || count > Integer.MAX_VALUE - 8 || table < 0) {
            throw new RecordException(file, count + " records, expected as many as its table has room for");
        }
        RecordFile records = new RecordFile(file, mapped, table, (int) count);
        records.check(mapped.int64(foot));
        return records;
    }

    private void check(long checksum) {
        CRC32C sum = new CRC32C();
        byte[] part = new byte[1 << 16];
        long end = table + (count + 1L) * Long.BYTES;
        for (long at = table; at < end; at += part.length) {
            if (end - at < part.length) {
                part = new byte[(int) (end - at)];
            }
            mapped.read(at, part);
            sum.update(part);
        }
        if (sum.getValue() != checksum) {
            throw new RecordException(file, "another CRC-32C of its table, expected the one that was written");
        }
    }

    private long start(int number) {
        return mapped.int64(table + (long) number * Long.BYTES);
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /**
     * A copy of the bytes of one.
     *
     * @throws RecordException if the table, whole as it is, says that it is not in the file
     */
    public byte[] get(int number) {
        if (number < 0 || number >= count) {
            throw new IndexOutOfBoundsException("record " + number + " of " + count);
        }
        long start = start(number);
        long end = start(number + 1);
        if (start < 0 || end < start || end > table || end - start > Integer.MAX_VALUE - 8) {
            throw new RecordException(
                    file, "record " + number + " from byte " + start + " to " + end + ", expected one in the file");
        }
        byte[] record = new byte[(int) (end - start)];
        mapped.read(start, record);
        return record;
    }
}
