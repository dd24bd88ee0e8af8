package dev.diptych.search.index;

import dev.diptych.file.MappedFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/*
 * Little-endian: the magic (8 bytes), the version and D (int32), N (int64), the index' id (16 bytes), zeros.
 */
/**
 * The first 64 bytes of a file of vectors.
 *
 * @param magic eight letters that say which file it is
 * @param dimensions D
 * @param count N
 * @param id of the index: a file of another one is refused
 */
public record VectorHeader(String magic, int dimensions, long count, String id) {
    /** The bytes of it, so that what follows begins on a cache line. */
    public static final int BYTES = 64;

    private static final int VERSION = 1;
    private static final int ID = 16;

    /** Puts it at the beginning of a file that has room for it. */
    public void write(Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(magic.getBytes(StandardCharsets.US_ASCII));
        header.putInt(VERSION)
                .putInt(dimensions)
                .putLong(count)
                .put(HexFormat.of().parseHex(id));
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.write(header.array());
        }
    }

    /**
     * Checks that a file begins with it and has the length that follows from it.
     *
     * @param bytes of the whole file
     * @throws IndexException if not
     */
    public void check(Path file, MappedFile mapped, long bytes) {
        if (mapped.size() != bytes) {
            throw IndexException.reading(
                    file.toString(), mapped.size() + " bytes, expected " + bytes + "; index again with --overwrite");
        }
        byte[] read = new byte[BYTES];
        mapped.read(0, read);
        ByteBuffer header = ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
        byte[] letters = new byte[magic.length()];
        header.get(letters);
        int version = header.getInt();
        int d = header.getInt();
        long n = header.getLong();
        byte[] own = new byte[ID];
        header.get(own);
        if (!magic.equals(new String(letters, StandardCharsets.ISO_8859_1))) {
            throw IndexException.reading(file.toString(), "other first bytes, expected " + magic);
        }
        if (version != VERSION) {
            throw IndexException.reading(
                    file.toString(), "version " + version + ", expected " + VERSION + "; index again with --overwrite");
        }
        if (d != dimensions || n != count || !id.equals(HexFormat.of().formatHex(own))) {
            throw IndexException.reading(
                    file.toString(),
                    n + " x " + d + " of index " + HexFormat.of().formatHex(own) + ", expected " + count + " x "
                            + dimensions + " of " + id + ", as index.json beside it");
        }
    }
}
